import type { PendingQuery } from 'postgres';
import type { Db } from '../../db/client.js';
import { allOf, internalTo } from '../../db/conditions.js';
import { groupBy } from '../kernel/collect.js';
import type { RegisterView } from '../register/core.js';
import { filtered } from './accident.filter.js';
import type { AccidentFilter } from './accident.input.js';
import { published, visible } from './accident.view.js';
import type { AccidentRecord, SupplementRecord } from './register.store.js';

/** A version as readers get it: with the document that made it, which is the report until another amends it. */
export interface AccidentRow extends AccidentRecord {
  statedBy: string;
  statedIn: string;
}
/** `internal`: whether the view shows its note. */
export type SupplementRow = Omit<SupplementRecord, 'accidentId'> & { internal: boolean };

/** The sort key of a row: the instant in milliseconds, and the id. */
export type AccidentKey = [occurredAt: number, id: string];
export const keyOf = (row: Pick<AccidentRow, 'occurredAt' | 'id'>): AccidentKey => [row.occurredAt.getTime(), row.id];

/** The driver hands instants over as texts. */
function dated<T extends { receivedAt: Date; recordedAt: Date }>(row: T): T {
  row.receivedAt = new Date(row.receivedAt);
  row.recordedAt = new Date(row.recordedAt);
  return row;
}
function accidentOf(row: AccidentRow): AccidentRow {
  row.occurredAt = new Date(row.occurredAt);
  row.reportedAt = new Date(row.reportedAt);
  return dated(row);
}

export class AccidentStore {
  constructor(private readonly db: Db) {}

  /** Who may not read internal texts gets the public one for both; of versions before the present one, none. */
  private columns(view: RegisterView, of: 'present' | 'past' = 'present') {
    const { sql } = this.db;
    const internal = internalTo(sql, view.internal, 'a.division_code');
    const open = of === 'present' ? sql`a.public_description` : sql`null`;
    return sql`a.id::text id, a.uscc, a.division_code "divisionCode", a.occurred_at "occurredAt",
      a.reported_at "reportedAt", a.category, a.deaths, a.serious_injuries "seriousInjuries", a.missing,
      a.direct_economic_loss "directEconomicLoss", case when ${internal} then a.description else ${open} end description,
      case when ${internal} then a.public_description else ${open} end "publicDescription", a.responsibility, a.status, a.level,
      a.concluded_on "concludedOn", a.published_on "publishedOn", a.provider_id "providerId",
      a.document_number "documentNumber", a.received_at "receivedAt", a.recorded_at "recordedAt",
      a.position::float8 "position", coalesce(s.provider_id, a.provider_id) "statedBy",
      coalesce(s.document_number, a.document_number) "statedIn"`;
  }

  /** Versions with the document whose figures each states: the last that amended it, else the report. */
  private from(table: 'accident' | 'accident_history') {
    const { sql } = this.db;
    return sql`${sql(`hub.${table}`)} a left join lateral (
      select m.provider_id, m.document_number from hub.accident_supplement m
      where a.status <> 'REPORTED' and m.accident_id = a.id and m.position <= a.position
      order by m.position desc limit 1) s on true`;
  }

  private after(key: AccidentKey | null) {
    if (!key) return null;
    return this.db.sql`(a.occurred_at, a.id) < (${new Date(key[0]).toISOString()}::timestamptz, ${key[1]}::bigint)`;
  }

  private async accidents(query: PendingQuery<AccidentRow[]>): Promise<AccidentRow[]> {
    return (await query).map(accidentOf);
  }

  /** A page, latest first, with one row more than `limit` where more follow. */
  page(
    view: RegisterView,
    filter: AccidentFilter | null,
    after: AccidentKey | null,
    limit: number,
  ): Promise<AccidentRow[]> {
    const { sql } = this.db;
    const conditions = [visible(sql, view), ...filtered(sql, filter), this.after(after)];
    return this.accidents(sql`
      select ${this.columns(view)} from ${this.from('accident')} where ${allOf(sql, conditions)}
      order by a.occurred_at desc, a.id desc limit ${limit + 1}`);
  }

  /** The same page of each enterprise's accidents, in one statement whatever their number. */
  async ofEnterprises(
    view: RegisterView,
    after: AccidentKey | null,
    limit: number,
    usccs: readonly string[],
  ): Promise<AccidentRow[][]> {
    const { sql } = this.db;
    const conditions = [sql`a.uscc = u.uscc`, visible(sql, view), this.after(after)];
    // Requests that meet in one batch may ask for the same code.
    const codes = [...new Set(usccs)];
    const rows = await this.accidents(sql`
      select p.* from unnest(${codes}::text[]) u(uscc) cross join lateral (
        select ${this.columns(view)} from ${this.from('accident')} where ${allOf(sql, conditions)}
        order by a.occurred_at desc, a.id desc limit ${limit + 1}) p
      order by p."occurredAt" desc, p.id::bigint desc`);
    const by = groupBy(rows, (r) => r.uscc);
    return usccs.map((uscc) => by.get(uscc) ?? []);
  }

  /** Accidents by id; null where there is none to see. */
  async byId(view: RegisterView, ids: readonly string[]): Promise<(AccidentRow | null)[]> {
    const { sql } = this.db;
    const conditions = [sql`a.id = any(${ids as string[]}::bigint[])`, visible(sql, view)];
    const rows = await this.accidents(
      sql`select ${this.columns(view)} from ${this.from('accident')} where ${allOf(sql, conditions)}`,
    );
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Those of the ids that the register has, whoever may read them: of the others one ended, because it was recorded in error. */
  async there(ids: readonly string[]): Promise<Set<string>> {
    const { sql } = this.db;
    const rows = await sql<
      { id: string }[]
    >`select a.id::text id from hub.accident a where a.id = any(${ids as string[]}::bigint[])`;
    return new Set(rows.map((r) => r.id));
  }

  /** The accident that a provider reported under a number. */
  async byNumber(view: RegisterView, providerId: string, documentNumber: string): Promise<AccidentRow | null> {
    const { sql } = this.db;
    const conditions = [
      sql`a.provider_id = ${providerId} and a.document_number = ${documentNumber}`,
      visible(sql, view),
    ];
    const rows = await this.accidents(
      sql`select ${this.columns(view)} from ${this.from('accident')} where ${allOf(sql, conditions)}`,
    );
    return rows[0] ?? null;
  }

  /** Every version of each accident, newest first. The public gets the published ones of them. */
  async versions(view: RegisterView, ids: readonly string[]): Promise<AccidentRow[][]> {
    const { sql } = this.db;
    const open = view.scope === 'PUBLISHED' ? published(sql, view) : null;
    const where = allOf(sql, [sql`a.id in (${this.among(view, ids)})`, open]);
    const rows = await this.accidents(sql`
      select ${this.columns(view)} from ${this.from('accident')} where ${where}
      union all select ${this.columns(view, 'past')} from ${this.from('accident_history')} where ${where}
      order by "position" desc`);
    const by = groupBy(rows, (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** Supplements of each accident, in the order recorded, without the conclusion's document. The public gets none. */
  async supplements(view: RegisterView, ids: readonly string[]): Promise<SupplementRow[][]> {
    if (view.scope === 'PUBLISHED') return ids.map(() => []);
    const { sql } = this.db;
    const rows = await sql<(SupplementRow & { accident: string })[]>`
      select s.accident_id::text accident, s.changed_on "changedOn", s.deaths, s.serious_injuries "seriousInjuries",
        s.missing, s.direct_economic_loss "directEconomicLoss", s.note, ${internalTo(sql, view.internal, 'c.division_code')} internal, s.provider_id "providerId",
        s.document_number "documentNumber", s.received_at "receivedAt", s.recorded_at "recordedAt",
        s.position::float8 "position"
      from hub.accident_supplement s join hub.accident c on c.id = s.accident_id
      where s.accident_id in (${this.among(view, ids)}) and not (c.status = 'CONCLUDED' and s.position = (
        select max(m.position) from hub.accident_supplement m where m.accident_id = c.id))
      order by s.position`;
    const by = groupBy(rows.map(dated), (r) => r.accident);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** Those of the ids that the view shows. */
  private among(view: RegisterView, ids: readonly string[]) {
    const { sql } = this.db;
    const conditions = [sql`v.id = any(${ids as string[]}::bigint[])`, visible(sql, view, 'v')];
    return sql`select v.id from hub.accident v where ${allOf(sql, conditions)}`;
  }
}
