import type { Db } from '../../../db/client.js';
import { type Keyring, type Provider, signJws } from '../../access/index.js';
import { sequenced, type Turn } from '../../exchange/index.js';
import { badInput, notFound } from '../../kernel/errors.js';
import type { MeasureKind } from '../../kernel/vocabulary.js';
import { noticeChange } from './notice.events.js';
import { type AcknowledgementClaims, RECEIPT_TYPE } from './notice.receipt.js';
import { type AnsweredNotice, acknowledge, act, insertMeasure, measuresOf, noticeForAnswer } from './notice.store.js';

/** What a recipient did because of a notice, checked. */
export interface Measure {
  kind: MeasureKind;
  documentNumber: string | null;
  takenOn: string;
  remark: string | null;
}

export interface AnswerDeps {
  db: Db;
  keyring: Pick<Keyring, 'signAs'>;
  /** Which log this is. */
  logId(): Promise<string>;
}

/** Acknowledges a notice, with a signed receipt, in the transaction of its event. A repeat changes nothing. */
export async function acknowledgeNotice(
  { db, keyring, logId }: AnswerDeps,
  agency: Provider,
  id: string,
): Promise<void> {
  const iss = await logId();
  await sequenced(db, async (turn) => {
    const notice = await own(turn, agency, id, 'id');
    if (notice.acknowledgedAt === null) await acknowledgeNow(turn, agency, notice, { iss, keyring });
  });
}

/** Reports a measure; a notice that was not acknowledged is with it. The same measure again changes nothing. */
export async function reportMeasure(
  { db, keyring, logId }: AnswerDeps,
  agency: Provider,
  id: string,
  measure: Measure,
): Promise<void> {
  const iss = await logId();
  await sequenced(db, async (turn) => {
    const { orm, recordedAt, now, today, append } = turn;
    const notice = await own(turn, agency, id, 'noticeId');
    const { kind, documentNumber, takenOn } = measure;
    if (takenOn > today)
      throw badInput([{ path: 'input.takenOn', code: 'FUTURE', message: `takenOn ${takenOn} is after today` }]);
    const same = (m: Measure) => m.kind === kind && m.takenOn === takenOn && m.documentNumber === documentNumber;
    if ((await measuresOf(orm, id)).some(same)) return;
    if (notice.acknowledgedAt === null) await acknowledgeNow(turn, agency, notice, { iss, keyring });
    const position = append(noticeChange('notice.acted', notice, { measure: { kind, documentNumber, takenOn } }));
    await insertMeasure(orm, { ...measure, noticeId: id, position, recordedAt });
    if (notice.actedAt === null) await act(orm, id, notBefore(notice.issuedAt, now));
  });
}

/** What a clock that was ahead issued is answered no earlier than it was issued. */
const notBefore = (issuedAt: Date, at: Date): Date => (at < new Date(issuedAt) ? new Date(issuedAt) : at);

/** A notice that another agency got is none of the caller's. */
async function own({ orm }: Turn, agency: Provider, id: string, argument: string): Promise<AnsweredNotice> {
  const notice = await noticeForAnswer(orm, agency.agencyId, id);
  if (!notice) throw notFound(`notice ${id}`, argument);
  return notice;
}

async function acknowledgeNow(
  { orm, now, append }: Turn,
  { agencyId, name }: Provider,
  notice: AnsweredNotice,
  { iss, keyring }: { iss: string; keyring: Pick<Keyring, 'signAs'> },
): Promise<void> {
  const position = append(noticeChange('notice.acknowledged', notice));
  const at = notBefore(notice.issuedAt, now);
  const claims: AcknowledgementClaims = {
    iss,
    iat: Math.floor(now.getTime() / 1_000),
    sub: notice.id,
    recipient: { id: agencyId, name },
    case: notice.caseKey,
    uscc: notice.uscc,
    issuedAt: new Date(notice.issuedAt).toISOString(),
    acknowledgedAt: at.toISOString(),
    position,
  };
  const receipt = signJws(RECEIPT_TYPE, claims, keyring.signAs);
  await acknowledge(orm, notice.id, { at, position, receipt });
}
