import type { Db } from '../../db/client.js';
import { authorise, type HubContext } from '../access/index.js';
import { reallyRecordedAt, settled } from '../exchange/core.js';
import { batchers } from '../kernel/batcher.js';
import { dateOf } from '../kernel/date.js';
import { badInput, limitExceeded } from '../kernel/errors.js';
import { during } from '../kernel/patience.js';
import { findPersonalData, personalDataMessage } from '../kernel/personal-data.js';
import type { Instant } from '../register/core.js';
import { type CheckFound, type CheckSources, lookUp } from './check.js';
import type { InquiryRecorder } from './inquiry/recorder.js';
import type { CheckRequest } from './receipt/receipt.answer.js';

/** Most codes of one request. */
export const MAX_CHECKS = 10_000;
/** Requests of at most so many codes share a statement with those of the same moment; a larger one has its own. */
const SMALL = 100;
const MAX_PURPOSE = 200;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** What a resolver hands on: the findings of one code, and what was asked. */
export interface CheckAnswer extends CheckFound {
  /** The instant that the answer speaks of. */
  asOf: Date;
  request: CheckRequest;
  /** Where the receipts of a whole request were made at once. */
  receipt?: string;
  /** Of its position, where it was made once for a whole request. */
  cursor?: string;
}

export interface CheckerDeps {
  db: Db;
  sources: CheckSources;
  inquiries: InquiryRecorder;
}

/** Answers credit checks. */
export class Checker {
  private readonly now;

  constructor(private readonly deps: CheckerDeps) {
    const { db, sources } = deps;
    // What a viewer may see follows from its kind and its division alone.
    this.now = batchers<{ context: HubContext; at: Instant }, string, CheckFound>(
      ({ context, at }, codes) => lookUp(db.checks.sql, sources, context, at, codes),
      ({ context: { viewer, today }, at }) => `${viewer.kind} ${viewer.divisionCode} ${today} ${at.on}`,
    );
  }

  /** As `check`, for an agency that asks: recorded when it returns. */
  async answer(context: HubContext, usccs: readonly string[], asked: Omit<CheckRequest, 'receivedAt'>) {
    const answers = await this.check(context, usccs, asked);
    await this.deps.inquiries.record(context, asked, answers);
    return answers;
  }

  /**
   * The answers at one instant and one position, in the order asked; what the hub itself pushes is not recorded. "Now" is on no earlier
   * day than what was recorded at `recordedAt`: what the log tells of a day is answered for that day, also by a process whose clock has
   * not reached it. A recorded time that a correction lets lie ahead (src/exchange/wayback) counts as the true one.
   */
  async check(
    context: HubContext,
    usccs: readonly string[],
    asked: Omit<CheckRequest, 'receivedAt'>,
    recordedAt: Date | null = null,
  ) {
    authorise(context.viewer, 'credit.check');
    const { db, sources } = this.deps;
    const { asOf, purpose } = asked;
    if (usccs.length > MAX_CHECKS) throw limitExceeded('usccs', MAX_CHECKS, usccs.length);
    checkAsOf(asOf, context.receivedAt);
    checkPurpose(purpose);
    const { receivedAt } = context;
    const when = asOf ?? (recordedAt && (await this.laterDay(receivedAt, recordedAt))) ?? receivedAt;
    const at: Instant = { on: dateOf(when), known: asOf && (await settled(db, asOf)) };
    const found =
      asOf || usccs.length > SMALL
        ? await during(context.patience ?? null, () => lookUp(db.sql, sources, context, at, usccs))
        : await during(context.patience ?? null, () => this.now({ context, at }).many(usccs));
    const request: CheckRequest = { purpose, asOf, receivedAt: context.receivedAt };
    return found.map((one): CheckAnswer => ({ ...one, asOf: when, request }));
  }

  /** The instant at which something was really recorded, where that is on a later day than now. */
  private async laterDay(now: Date, recordedAt: Date): Promise<Date | null> {
    if (dateOf(recordedAt) <= dateOf(now)) return null;
    const really = await reallyRecordedAt(this.deps.db.sql, recordedAt);
    return dateOf(really) > dateOf(now) ? really : null;
  }
}

function checkAsOf(asOf: Date | null, now: Date): void {
  if (!asOf || asOf <= now) return;
  const message = `${asOf.toISOString()} lies in the future; leave it out for now`;
  throw badInput([{ path: 'asOf', code: 'FUTURE', message }]);
}

/** Refuses a purpose that is too long to be recorded, is no plain text, or names a person by number: what is recorded is never erased. */
export function checkPurpose(purpose: string | null): void {
  if (purpose === null) return;
  const wrong = (code: string, message: string) => badInput([{ path: 'purpose', code, message }]);
  if ([...purpose].length > MAX_PURPOSE) throw wrong('TOO_LONG', `has more than ${MAX_PURPOSE} characters`);
  if (CONTROL.test(purpose)) throw wrong('CONTROL_CHARACTER', 'has a control character');
  // Numbers of applications are as long as a phone's: those stay.
  const persons = findPersonalData(purpose).filter(({ kind }) => kind === 'IDENTITY_NUMBER');
  if (persons.length > 0)
    throw badInput([{ path: 'purpose', code: 'PERSONAL_DATA', message: personalDataMessage(persons) }]);
}
