import type { PendingQuery, Row } from 'postgres';
import type { Db } from '../../../db/client.js';
import { allOf, inDivision } from '../../../db/conditions.js';
import type { noticeMeasure } from '../../../db/tables/linkage.js';
import { groupBy } from '../../kernel/collect.js';
import { divisionPrefix } from '../../kernel/division-code.js';
import type { MeasureKind, NoticeKind, NoticeStatus } from '../../kernel/vocabulary.js';

/** Whose notices a viewer reads: its own, those of its territory, or all. Made by `noticeView` alone. */
export interface NoticeView {
  recipientId: string | null;
  division: string | null;
  today: string;
}

/** A notice as it stands. Instants come as texts. */
export interface NoticeRow {
  id: string;
  kind: NoticeKind;
  recipientId: string;
  divisionCode: string;
  policyCode: string;
  policyVersion: number;
  caseId: string | null;
  issuedAt: Date;
  position: number;
  dueOn: string;
  acknowledgedAt: Date | null;
  acknowledgedPosition: number | null;
  receipt: string | null;
  actedAt: Date | null;
  /** Of the case; null where it tells of gradings. */
  uscc: string | null;
}

export type MeasureRow = Omit<typeof noticeMeasure.$inferSelect, 'kind'> & { kind: MeasureKind };
export interface NoticeGradingRow {
  noticeId: string;
  gradingId: string;
  uscc: string;
  event: string;
}

export interface NoticeQuery {
  uscc?: string | undefined;
  division?: string | undefined;
  recipient?: string | undefined;
  kind?: NoticeKind | undefined;
  caseId?: string | undefined;
  statuses?: readonly NoticeStatus[] | undefined;
  issuedFrom?: string | undefined;
  issuedUntil?: string | undefined;
}

export const NOTICE_COLUMNS = `n.id, n.kind, n.recipient_id "recipientId", n.division_code "divisionCode", n.policy_code "policyCode",
  n.policy_version "policyVersion", n.case_id::text "caseId", n.issued_at "issuedAt", n.position::float8 "position", n.due_on "dueOn",
  n.acknowledged_at "acknowledgedAt", n.acknowledged_position::float8 "acknowledgedPosition", n.receipt, n.acted_at "actedAt", c.uscc`;

export class NoticeReadStore {
  constructor(private readonly db: Db) {}

  private get columns() {
    return this.db.sql.unsafe(NOTICE_COLUMNS);
  }

  private visible({ recipientId, division }: NoticeView): PendingQuery<Row[]> | null {
    const { sql } = this.db;
    if (recipientId !== null) return sql`n.recipient_id = ${recipientId}`;
    return division === null ? null : inDivision(sql, 'n.division_code', division);
  }

  /** The status as `noticeStatus` says it, as a condition. */
  private standing(statuses: readonly NoticeStatus[], today: string): PendingQuery<Row[]> {
    const { sql } = this.db;
    return sql`case when n.acted_at is not null then 'ACTED' when n.acknowledged_at is not null then 'ACKNOWLEDGED'
      when n.due_on < ${today} then 'OVERDUE' else 'ISSUED' end = any(${statuses as string[]})`;
  }

  /** A page, latest first, with one row more than `limit` where more follow. */
  async page(view: NoticeView, query: NoticeQuery, after: number | null, limit: number): Promise<NoticeRow[]> {
    const { sql } = this.db;
    const { uscc, statuses } = query;
    const start = (day: string) => sql`${day}::date::timestamp at time zone 'Asia/Shanghai'`;
    return sql<NoticeRow[]>`
      select ${this.columns} from hub.notice n left join hub.linkage_case c on c.id = n.case_id where ${allOf(sql, [
        this.visible(view),
        query.recipient !== undefined && sql`n.recipient_id = ${query.recipient}`,
        uscc !== undefined &&
          sql`(c.uscc = ${uscc} or exists (select from hub.notice_grading g where g.notice_id = n.id and g.uscc = ${uscc}))`,
        query.division !== undefined && inDivision(sql, 'n.division_code', query.division),
        // A recipient learns of the county of a case: a narrower filter must not tell it more.
        view.recipientId !== null &&
          query.division !== undefined &&
          divisionPrefix(query.division).length > 6 &&
          sql`false`,
        query.kind !== undefined && sql`n.kind = ${query.kind}`,
        query.caseId !== undefined && sql`n.case_id = ${query.caseId}::bigint`,
        statuses !== undefined && this.standing(statuses, view.today),
        query.issuedFrom !== undefined && sql`n.issued_at >= ${start(query.issuedFrom)}`,
        query.issuedUntil !== undefined && sql`n.issued_at < ${start(query.issuedUntil)} + interval '1 day'`,
        after !== null && sql`n.position < ${after}`,
      ])} order by n.position desc limit ${limit + 1}`;
  }

  /** Notices by id, null where there is none that the viewer reads. */
  async byId(view: NoticeView, ids: readonly string[]): Promise<(NoticeRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<NoticeRow[]>`
      select ${this.columns} from hub.notice n left join hub.linkage_case c on c.id = n.case_id
      where ${allOf(sql, [sql`n.id = any(${ids as string[]}::uuid[])`, this.visible(view)])}`;
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** The notices of each case that the viewer reads, in the order issued. */
  async ofCases(view: NoticeView, cases: readonly string[]): Promise<NoticeRow[][]> {
    const { sql } = this.db;
    const rows = await sql<NoticeRow[]>`
      select ${this.columns} from hub.notice n join hub.linkage_case c on c.id = n.case_id
      where ${allOf(sql, [sql`n.case_id = any(${cases as string[]}::bigint[])`, this.visible(view)])} order by n.position`;
    const by = groupBy(rows, (r) => r.caseId);
    return cases.map((id) => by.get(id) ?? []);
  }

  /** What was done because of each notice, in the order reported. */
  async measures(ids: readonly string[]): Promise<MeasureRow[][]> {
    const { sql } = this.db;
    const rows = await sql<MeasureRow[]>`
      select notice_id "noticeId", position::float8 "position", kind, document_number "documentNumber", taken_on "takenOn", remark,
        recorded_at "recordedAt"
      from hub.notice_measure where notice_id = any(${ids as string[]}::uuid[]) order by position`;
    const by = groupBy(rows, (r) => r.noticeId);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** Which gradings each notice tells of, in the order of the log. */
  async gradings(ids: readonly string[]): Promise<NoticeGradingRow[][]> {
    const { sql } = this.db;
    const rows = await sql<NoticeGradingRow[]>`
      select notice_id "noticeId", grading_id::text "gradingId", uscc, event
      from hub.notice_grading where notice_id = any(${ids as string[]}::uuid[]) order by position`;
    const by = groupBy(rows, (r) => r.noticeId);
    return ids.map((id) => by.get(id) ?? []);
  }
}
