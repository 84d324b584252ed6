import { bulkInsert } from '../../../db/bulk.js';
import { type Orm, prepared } from '../../../db/client.js';
import { notice, noticeGrading, noticeMeasure } from '../../../db/tables/linkage.js';
import type { AgencyKind } from '../../kernel/vocabulary.js';

type Stored = typeof notice.$inferSelect;
/** A notice as it is issued. */
export type NewNotice = Omit<Stored, 'caseId'> & { caseId: string | null };
export type NewNoticeGrading = Omit<typeof noticeGrading.$inferSelect, 'gradingId'> & { gradingId: string };

/** What every event of a notice says of it, and whom and where it concerns. */
export type NoticeFacts = Pick<NewNotice, 'id' | 'kind' | 'caseId' | 'dueOn' | 'policyCode' | 'policyVersion'>;
export type NoticeEnvelope = NoticeFacts & Pick<NewNotice, 'recipientId' | 'divisionCode'> & { uscc: string | null };

/** An agency that notices may go to. */
export interface Recipient {
  id: string;
  kind: AgencyKind;
  /** Null: everywhere. */
  divisionCode: string | null;
}

/** Enabled agencies of these kinds that work for one of these divisions, or everywhere. */
export async function recipientsIn(
  orm: Orm,
  kinds: readonly string[],
  divisions: readonly string[],
): Promise<Recipient[]> {
  const text = `select id, kind, division_code "divisionCode" from hub.agency
    where disabled_at is null and kind = any($1) and (division_code is null or division_code = any($2)) order by kind, name`;
  return prepared<Recipient>(orm, text, [kinds, divisions]);
}

export const insertNotices = (orm: Orm, rows: NewNotice[]) => bulkInsert(orm, notice, rows);
export const insertNoticeGradings = (orm: Orm, rows: NewNoticeGrading[]) => bulkInsert(orm, noticeGrading, rows);

/** A notice as its recipient answers it. */
export interface AnsweredNotice extends NoticeEnvelope {
  caseKey: string | null;
  issuedAt: Date;
  acknowledgedAt: Date | null;
  actedAt: Date | null;
}

const ANSWER = `select n.id, n.kind, n.case_id::text "caseId", n.due_on "dueOn", n.policy_code "policyCode", n.policy_version "policyVersion",
    n.recipient_id "recipientId", n.division_code "divisionCode", n.issued_at "issuedAt", n.acknowledged_at "acknowledgedAt", n.acted_at "actedAt",
    c.uscc, c.key "caseKey"
  from hub.notice n left join hub.linkage_case c on c.id = n.case_id where n.id = $1::uuid and n.recipient_id = $2::uuid`;

/** The notice of a recipient. */
export async function noticeForAnswer(orm: Orm, recipientId: string, id: string): Promise<AnsweredNotice | null> {
  return (await prepared<AnsweredNotice>(orm, ANSWER, [id, recipientId]))[0] ?? null;
}

const ENVELOPE = `n.id, n.kind, n.case_id::text "caseId", n.due_on "dueOn", n.policy_code "policyCode", n.policy_version "policyVersion",
    n.recipient_id "recipientId", n.division_code "divisionCode", c.uscc, n.position::float8 "position",
    n.acknowledged_at is not null acknowledged`;

/** Notices of these ids, and those issued between two positions. */
export const noticesToCorrect = (
  orm: Orm,
  ids: readonly string[],
  after: number,
  before: number,
): Promise<(NoticeEnvelope & { position: number; acknowledged: boolean })[]> =>
  prepared(
    orm,
    `select ${ENVELOPE} from hub.notice n left join hub.linkage_case c on c.id = n.case_id
    where n.id = any($1::uuid[]) or (n.position > $2 and n.position < $3 and n.acknowledged_at is null) order by n.id`,
    [ids, after, before],
  );

/** Moves the last day for the acknowledgement back. */
export async function moveDueBack(orm: Orm, id: string, dueOn: string): Promise<void> {
  await prepared(orm, 'update hub.notice set due_on = $2 where id = $1::uuid', [id, dueOn]);
}

/** Keeps the acknowledgement; the database lets it happen once. */
export async function acknowledge(
  orm: Orm,
  id: string,
  { at, position, receipt }: { at: Date; position: number; receipt: string },
): Promise<void> {
  const text =
    'update hub.notice set acknowledged_at = $2, acknowledged_position = $3, receipt = $4 where id = $1::uuid';
  await prepared(orm, text, [id, at.toISOString(), position, receipt]);
}

/** Keeps when the first measure was reported. */
export async function act(orm: Orm, id: string, at: Date): Promise<void> {
  await prepared(orm, 'update hub.notice set acted_at = $2 where id = $1::uuid', [id, at.toISOString()]);
}

type NewMeasure = typeof noticeMeasure.$inferSelect;
export const insertMeasure = (orm: Orm, row: NewMeasure) => bulkInsert(orm, noticeMeasure, [row]);

/** What was reported of a notice so far. */
export async function measuresOf(
  orm: Orm,
  id: string,
): Promise<Omit<NewMeasure, 'noticeId' | 'position' | 'recordedAt'>[]> {
  const text = `select kind, document_number "documentNumber", taken_on "takenOn", remark from hub.notice_measure where notice_id = $1::uuid`;
  return prepared(orm, text, [id]);
}
