import type { PendingQuery, Row } from 'postgres';
import type { Db } from '../../../db/client.js';
import { allOf, inDivision } from '../../../db/conditions.js';
import { groupBy } from '../../kernel/collect.js';
import type { RestrictionView } from '../restriction.store.js';
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

  /** A case is seen by who sees its restrictions. */
  private visible({ scope, today }: RestrictionView): PendingQuery<Row[]> | null {
    return scope === 'PUBLISHED' ? this.db.sql`c.published_on <= ${today}` : null;
  }

  /** A page, latest opened first, with one row more than `limit` where more follow. */
  async page(view: RestrictionView, query: CaseQuery, after: string | null, limit: number): Promise<CaseRow[]> {
    const { sql } = this.db;
    const status = sql`case when c.ended_on is null and c.effective_until < ${view.today} then 'EXPIRED' else c.state end`;
    return sql<CaseRow[]>`select ${this.columns} from hub.linkage_case c where ${allOf(sql, [
      this.visible(view),
      query.uscc !== undefined && sql`c.uscc = ${query.uscc}`,
      query.division !== undefined && inDivision(sql, 'c.division_code', query.division),
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

  /** Every recorded version of cases that the viewer sees, newest first; to the public, from their publication on. */
  async versions(view: RestrictionView, ids: readonly string[]): Promise<CaseRow[][]> {
    const { sql } = this.db;
    const of = sql`c.id = any(${ids as string[]}::bigint[])`;
    const seen = sql`c.id in (select c.id from hub.linkage_case c where ${allOf(sql, [of, this.visible(view)])})`;
    const told = view.scope === 'PUBLISHED' && sql`c.published_on is not null`;
    const rows = await sql<CaseRow[]>`
      select ${this.columns} from hub.linkage_case c where ${seen}
      union all select ${this.columns} from hub.linkage_case_history c where ${allOf(sql, [seen, told])}
      order by "position" desc`;
    const by = groupBy(rows, (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }
}
