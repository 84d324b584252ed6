import { sql as raw, type SQL } from 'drizzle-orm';
import type { PendingQuery, Row, Sql } from 'postgres';
import type { Db } from '../../../db/client.js';
import { allOf, inDivision } from '../../../db/conditions.js';
import type { restriction } from '../../../db/tables/linkage.js';
import { groupBy } from '../../kernel/collect.js';
import type { RestrictionDomain } from '../../kernel/vocabulary.js';
import { EVERYWHERE, type RestrictionView } from './restriction.view.js';

type Stored = typeof restriction.$inferSelect;
/** A restriction. `statusOn` is set where it was asked for as of a day. */
export type RestrictionRow = Omit<Stored, 'id' | 'caseId'> & {
  id: string;
  caseId: string | null;
  statusOn?: string;
  asAnnounced?: boolean;
};

export interface RestrictionQuery {
  uscc?: string | undefined;
  division?: string | undefined;
  domains?: RestrictionDomain[] | undefined;
  inForceOn?: string | undefined;
}

/** In force on a day: decided, begun, not past its term, neither lifted nor withdrawn by then. */
const inForce = (
  sql: Sql,
  on: string,
) => sql`x.effective_from <= ${on} and x.effective_until >= ${on} and x.decided_on <= ${on}
  and (x.lifted_on is null or x.lifted_on > ${on}) and (x.withdrawn_on is null or x.withdrawn_on > ${on})`;

/** Codes asked about, as a piece of a statement. */
type Codes = PendingQuery<Row[]>;

export class RestrictionStore {
  constructor(private readonly db: Db) {}

  private columns(sql: Sql) {
    return sql`x.id::text id, x.uscc, x.domain, x.proposed_on "proposedOn", x.effective_from "effectiveFrom",
      x.effective_until "effectiveUntil", x.decided_on "decidedOn", x.lifted_on "liftedOn", x.withdrawn_on "withdrawnOn",
      x.published_on "publishedOn", x.cause, x.legal_basis "legalBasis", x.policy, x.recorded_at "recordedAt",
      x.position::float8 "position", x.case_id::text "caseId"`;
  }

  /** When a restriction ends, publicity, sharing and use end together (order 36): its authorities see on. */
  private visible({ shared, authority, today }: RestrictionView) {
    const { sql } = this.db;
    if (authority === EVERYWHERE) return null;
    const open = sql`${inForce(sql, today)} ${shared === 'PUBLISHED' ? sql`and x.published_on <= ${today}` : sql``}`;
    if (authority === null) return open;
    return sql`(${open} or exists (
      select from hub.linkage_case k where k.id = x.case_id and ${inDivision(sql, 'k.division_code', authority)}))`;
  }

  /** Restrictions in force on a day for each code. */
  async inForce(view: RestrictionView, on: string, usccs: readonly string[]): Promise<RestrictionRow[][]> {
    const { sql } = this.db;
    const rows = await this.selectInForce(sql, on, null, sql`${usccs as string[]}`, this.visible(view));
    for (const row of rows) row.statusOn = on;
    const by = groupBy(rows, (r) => r.uscc);
    return usccs.map((uscc) => by.get(uscc) ?? []);
  }

  /** For a credit check, as one JSON value: restrictions in force on a day, as known at an instant or now. */
  forCheck(sql: Sql, on: string, known: Date | null, codes: Codes) {
    return sql`select coalesce(json_agg(v), '[]') from (${this.selectInForce(sql, on, known, codes, null)}) v`;
  }

  private selectInForce(sql: Sql, on: string, known: Date | null, codes: Codes, visible: PendingQuery<Row[]> | null) {
    const conditions = [sql`x.uscc = any(${codes}) and ${inForce(sql, on)}`, visible];
    if (!known)
      return sql<
        RestrictionRow[]
      >`select ${this.columns(sql)} from hub.restriction x where ${allOf(sql, conditions)} order by x.id`;
    const when = known.toISOString();
    const versions = (live: boolean) => sql`
      select ${this.columns(sql)} from ${live ? sql`hub.restriction` : sql`hub.restriction_history`} x
      where ${allOf(sql, [...conditions, sql`x.recorded_at <= ${when}`, !live && sql`x.superseded_at > ${when}`])}`;
    return sql<RestrictionRow[]>`select * from (${versions(true)} union all ${versions(false)}) a order by id::bigint`;
  }

  /** Restrictions by id, null where there is none to see. */
  async byId(view: RestrictionView, ids: readonly string[]): Promise<(RestrictionRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<RestrictionRow[]>`
      select ${this.columns(sql)} from hub.restriction x
      where ${allOf(sql, [sql`x.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** The restrictions of each case; of a case that a notice told the viewer of (`TOLD`), as they stand now. */
  async ofCases(view: RestrictionView | 'TOLD', cases: readonly string[]): Promise<RestrictionRow[][]> {
    const { sql } = this.db;
    const seen = view === 'TOLD' ? null : this.visible(view);
    const rows = await sql<RestrictionRow[]>`
      select ${this.columns(sql)} from hub.restriction x
      where ${allOf(sql, [sql`x.case_id = any(${cases as string[]}::bigint[])`, seen])} order by x.id`;
    const by = groupBy(rows, (r) => r.caseId);
    return cases.map((id) => by.get(id) ?? []);
  }

  /** A page, latest first, with one row more than `limit` where more follow. */
  async page(
    view: RestrictionView,
    query: RestrictionQuery,
    after: string | null,
    limit: number,
  ): Promise<RestrictionRow[]> {
    const { sql } = this.db;
    const { division } = query;
    return sql<RestrictionRow[]>`
      select ${this.columns(sql)} from hub.restriction x ${division === undefined ? sql`` : sql`join hub.enterprise e on e.uscc = x.uscc`}
      where ${allOf(sql, [
        this.visible(view),
        query.uscc !== undefined && sql`x.uscc = ${query.uscc}`,
        division !== undefined && inDivision(sql, 'e.division_code', division),
        query.domains && sql`x.domain = any(${query.domains})`,
        query.inForceOn !== undefined && inForce(sql, query.inForceOn),
        after !== null && sql`x.id < ${after}::bigint`,
      ])} order by x.id desc limit ${limit + 1}`;
  }
}

/** For the enterprises' filter: whether a published restriction on this code is in force on a day. */
export const restrictedCondition = (uscc: SQL, on: string): SQL =>
  raw`exists (select 1 from hub.restriction x where x.uscc = ${uscc} and x.effective_from <= ${on} and x.effective_until >= ${on}
    and x.decided_on <= ${on} and x.published_on <= ${on} and (x.lifted_on is null or x.lifted_on > ${on})
    and (x.withdrawn_on is null or x.withdrawn_on > ${on}))`;
