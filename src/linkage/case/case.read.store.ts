import type { PendingQuery, Row } from 'postgres';
import type { Db } from '../../../db/client.js';
import { allOf, inDivision } from '../../../db/conditions.js';
import { groupBy } from '../../kernel/collect.js';
import { divisionPrefix } from '../../kernel/division-code.js';
import { EVERYWHERE, type RestrictionView } from '../restriction/restriction.view.js';
import type { CaseStatus } from './case.row.js';
import { CASE_COLUMNS, type CaseRow } from './case.store.js';

export interface CaseQuery {
  uscc?: string | undefined;
  division?: string | undefined;
  policy?: string | undefined;
  statuses?: readonly CaseStatus[] | undefined;
}

export class CaseReadStore {
  constructor(private readonly db: Db) {}

  private get columns() {
    return this.db.sql.unsafe(CASE_COLUMNS);
  }

  /** Whether the viewer is an authority of the case. */
  private carried({ authority }: RestrictionView): PendingQuery<Row[]> {
    const { sql } = this.db;
    return authority === null ? sql`false` : inDivision(sql, 'c.division_code', authority);
  }

  /** In force on a day; to the public, announced by it too. */
  private shared({ shared, today }: Pick<RestrictionView, 'shared' | 'today'>): PendingQuery<Row[]> {
    const { sql } = this.db;
    return sql`(c.decided_on <= ${today} and c.effective_from <= ${today} and c.effective_until >= ${today}
      and (c.ended_on is null or c.ended_on > ${today}) ${shared === 'PUBLISHED' ? sql`and c.published_on <= ${today}` : sql``})`;
  }

  /** A case is seen by who sees its restrictions. */
  private visible(view: RestrictionView): PendingQuery<Row[]> | null {
    if (view.authority === EVERYWHERE) return null;
    const { sql } = this.db;
    return view.authority === null ? this.shared(view) : sql`(${this.carried(view)} or ${this.shared(view)})`;
  }

  /** A page, latest opened first, with one row more than `limit` where more follow. */
  async page(view: RestrictionView, query: CaseQuery, after: string | null, limit: number): Promise<CaseRow[]> {
    const { sql } = this.db;
    const status = sql`case when c.ended_on is null and c.effective_until < ${view.today} then 'EXPIRED'
      when c.state = 'REPAIR_REQUESTED' and not ${this.carried(view)} then 'IN_FORCE' else c.state end`;
    // Others learn of the county of a case: a narrower filter must not tell them more.
    const narrow = query.division !== undefined && divisionPrefix(query.division).length > 6;
    return sql<CaseRow[]>`select ${this.columns} from hub.linkage_case c where ${allOf(sql, [
      this.visible(view),
      query.uscc !== undefined && sql`c.uscc = ${query.uscc}`,
      query.division !== undefined && inDivision(sql, 'c.division_code', query.division),
      narrow && this.carried(view),
      query.policy !== undefined && sql`c.policy_code = ${query.policy}`,
      query.statuses && sql`${status} = any(${query.statuses as string[]})`,
      after !== null && sql`c.id < ${after}::bigint`,
    ])} order by c.id desc limit ${limit + 1}`;
  }

  /** Cases by id, null where there is none to see. */
  async byId(view: RestrictionView, ids: readonly string[]): Promise<(CaseRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<CaseRow[]>`select ${this.columns} from hub.linkage_case c
      where ${allOf(sql, [sql`c.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Cases by id, whoever asks: for what a notice told its recipient of. */
  async told(ids: readonly string[]): Promise<(CaseRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<
      CaseRow[]
    >`select ${this.columns} from hub.linkage_case c where c.id = any(${ids as string[]}::bigint[])`;
    const found = new Map(rows.map((r) => [r.id, { ...r, toldByNotice: true }]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Those of the cases that are in force on a day; to the public, and announced by it. */
  async inForce(view: Pick<RestrictionView, 'shared' | 'today'>, ids: readonly string[]): Promise<Set<string>> {
    const { sql } = this.db;
    const rows = await sql<{ id: string }[]>`select c.id::text id from hub.linkage_case c
      where ${allOf(sql, [sql`c.id = any(${ids as string[]}::bigint[])`, this.shared(view)])}`;
    return new Set(rows.map((r) => r.id));
  }

  /** Every recorded version, newest first, to their authorities; to others the versions in force of cases that are in force. */
  async versions(view: RestrictionView, ids: readonly string[]): Promise<CaseRow[][]> {
    const { sql } = this.db;
    const of = sql`c.id = any(${ids as string[]}::bigint[])`;
    const seen = sql`c.id in (select c.id from hub.linkage_case c where ${allOf(sql, [of, this.visible(view)])})`;
    const open = sql`c.state in ('IN_FORCE', 'REPAIR_REQUESTED') ${view.shared === 'PUBLISHED' ? sql`and c.published_on is not null` : sql``}`;
    const told = view.authority !== EVERYWHERE && sql`(${this.carried(view)} or ${open})`;
    const rows = await sql<CaseRow[]>`
      select ${this.columns} from hub.linkage_case c where ${seen}
      union all select ${this.columns} from hub.linkage_case_history c where ${allOf(sql, [seen, told])}
      order by "position" desc`;
    const by = groupBy(rows, (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }
}
