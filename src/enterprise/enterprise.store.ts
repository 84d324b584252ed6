import { and, asc, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { PendingQuery, Row, Sql } from 'postgres';
import { bulkInsert, bulkUpdate } from '../../db/bulk.js';
import type { Db, Orm } from '../../db/client.js';
import { enterprise, enterpriseHistory } from '../../db/tables/enterprise.js';
import type { VersionTables } from '../../db/versions.js';
import { endedAt, notEnded } from '../exchange/core.js';
import { visible } from '../kernel/clean-text.js';
import { divisionRange } from '../kernel/division-code.js';
import type { EnterpriseStatus } from '../kernel/vocabulary.js';
import type { Catalogue, DivisionRow } from '../reference/index.js';

/** A version of an enterprise's record; `division` is put in by the store, so that lists need no resolver for it. */
export type EnterpriseRow = typeof enterprise.$inferSelect & {
  division?: DivisionRow;
  /** When it became known that the record, as this version has it, was recorded in error; null: never. Set among all versions. */
  endedAt?: Date | null;
};
/** What lists and look-ups carry; the other columns are loaded where they are asked for (measured: src/server/README.md). */
export type EnterpriseCore = Pick<EnterpriseRow, 'uscc' | 'name' | 'status' | 'divisionCode' | 'division'>;

const core = (sql: Sql) => sql`e.uscc, e.name, e.status, e.division_code "divisionCode"`;
const whole = (
  sql: Sql,
) => sql`${core(sql)}, e.industry_code "industryCode", e.entity_type "entityType", e.registered_on "registeredOn",
  e.registered_capital::text "registeredCapital", e.currency, e.address, e.business_scope "businessScope", e.valid_from "validFrom",
  e.provider_id "providerId", e.document_number "documentNumber", e.received_at "receivedAt", e.recorded_at "recordedAt", e.position::float8 "position",
  e.as_written "asWritten"`;

export const enterpriseVersions: VersionTables = { live: enterprise, history: enterpriseHistory, key: 'uscc' };
const VERSION = { key: 'e.uscc', position: 'e.position' };

/** Conditions on an enterprise that other registers answer; the composition root hands them in. */
export interface EnterpriseConditions {
  /** Whether the enterprise of this code has one of these grades on a day. */
  graded(uscc: SQL, grades: readonly string[], on: string): SQL;
  /** Whether a restriction on the enterprise of this code is in force on a day. */
  restricted(uscc: SQL, on: string): SQL;
}

export interface EnterpriseQuery {
  usccs?: string[] | undefined;
  division?: string | undefined;
  name?: string | undefined;
  industry?: string | undefined;
  statuses?: EnterpriseStatus[] | undefined;
  grades?: string[] | undefined;
  restricted?: boolean | undefined;
}

/** The codes asked about, as a piece of the statement. */
type Codes = PendingQuery<Row[]>;

export class EnterpriseStore {
  constructor(
    private readonly db: Db,
    private readonly conditions: EnterpriseConditions,
    private readonly catalogue: Catalogue,
  ) {}

  /** The rows with their divisions. */
  located<Row extends EnterpriseCore>(rows: Row[]): Row[] {
    for (const row of rows) row.division = this.catalogue.divisionOrBare(row.divisionCode);
    return rows;
  }

  /** The core of the present versions of these codes, in their order; null where the register has none. */
  async byUscc(usccs: readonly string[]): Promise<(EnterpriseCore | null)[]> {
    const { sql } = this.db;
    const rows = await sql<
      EnterpriseCore[]
    >`select ${core(sql)} from hub.enterprise e where e.uscc = any(${usccs as string[]})`;
    const found = new Map(this.located(rows).map((r) => [r.uscc, r]));
    return usccs.map((uscc) => found.get(uscc) ?? null);
  }

  /** The whole present versions of these codes, in their order. */
  async wholeByUscc(usccs: readonly string[]): Promise<(EnterpriseRow | null)[]> {
    const found = await this.current(this.db.orm, usccs);
    this.located([...found.values()]);
    return usccs.map((uscc) => found.get(uscc) ?? null);
  }

  /** For a credit check, as one JSON value: the core of the present versions, or the whole versions known at an instant. */
  forCheck(sql: Sql, on: string, known: Date | null, codes: Codes) {
    if (!known)
      return sql`select coalesce(json_agg(v), '[]') from (select ${core(sql)} from hub.enterprise e where e.uscc = any(${codes})) v`;
    const at = known.toISOString();
    const versions = (
      live: boolean,
    ) => sql`select ${whole(sql)} from ${live ? sql`hub.enterprise` : sql`hub.enterprise_history`} e
      where e.uscc = any(${codes}) and e.recorded_at <= ${at} and e.valid_from <= ${on}
        and ${notEnded(sql, 'enterprise', VERSION, at)}`;
    return sql`select coalesce(json_agg(v), '[]') from (select distinct on (uscc) * from (${versions(true)} union all ${versions(false)}) a
      order by uscc, "validFrom" desc, "position" desc) v`;
  }

  /** All versions of these records, in one statement: one that is superseded meanwhile is seen on one side alone. */
  async versions(usccs: readonly string[]): Promise<EnterpriseRow[]> {
    const { sql } = this.db;
    const of = (table: string) =>
      sql`select ${whole(sql)}, ${endedAt(sql, 'enterprise', VERSION)} "endedAt" from ${sql(table)} e where e.uscc = any(${usccs as string[]})`;
    return this.located(await sql<EnterpriseRow[]>`${of('hub.enterprise')} union all ${of('hub.enterprise_history')}`);
  }

  /** Superseded versions of these records, as far as the records have not ended since. */
  async history(orm: Orm, usccs: readonly string[]): Promise<EnterpriseRow[]> {
    const { uscc, position } = enterpriseHistory;
    return orm
      .select()
      .from(enterpriseHistory)
      .where(sql`${uscc} = any(${sql.param(usccs)}) and not exists (select from hub.takeback t
        where t.register = 'enterprise' and t.key = ${uscc} and t.restores is null and t.position >= ${position})`);
  }

  /** A page in the order of codes, one row more than `limit` where more follow. */
  async page(query: EnterpriseQuery, today: string, after: string | null, limit: number): Promise<EnterpriseRow[]> {
    const { uscc } = enterprise;
    const where: (SQL | undefined)[] = [after ? gt(uscc, after) : undefined];
    if (query.usccs) where.push(inArray(uscc, query.usccs.length ? query.usccs : ['']));
    if (query.statuses) where.push(inArray(enterprise.status, query.statuses));
    const range = query.division ? divisionRange(query.division) : null;
    if (range)
      where.push(sql`${enterprise.divisionCode} >= ${range.from} and ${enterprise.divisionCode} < ${range.to}`);
    if (query.industry) where.push(industryIs(query.industry));
    if (query.name !== undefined) where.push(nameHas(query.name));
    if (query.grades) where.push(this.conditions.graded(sql`${uscc}`, query.grades, today));
    if (query.restricted !== undefined) {
      const restricted = this.conditions.restricted(sql`${uscc}`, today);
      where.push(query.restricted ? restricted : sql`not ${restricted}`);
    }
    const rows: EnterpriseRow[] = await this.db.orm
      .select()
      .from(enterprise)
      .where(and(...where))
      .orderBy(asc(uscc))
      .limit(limit + 1);
    return this.located(rows);
  }

  /** Present versions by code, for the decisions of a batch. */
  async current(orm: Orm, usccs: readonly string[]): Promise<Map<string, EnterpriseRow>> {
    if (usccs.length === 0) return new Map();
    const rows = await orm
      .select()
      .from(enterprise)
      .where(sql`${enterprise.uscc} = any(${sql.param(usccs)})`);
    return new Map(rows.map((r) => [r.uscc, r]));
  }

  /** Divisions by code: what the other registers need to know of an enterprise before they record about it. */
  async divisions(orm: Orm, usccs: readonly string[]): Promise<Map<string, string>> {
    if (usccs.length === 0) return new Map();
    const { uscc, divisionCode } = enterprise;
    const rows = await orm
      .select({ uscc, divisionCode })
      .from(enterprise)
      .where(sql`${uscc} = any(${sql.param(usccs)})`);
    return new Map(rows.map((r) => [r.uscc, r.divisionCode]));
  }

  insert = (orm: Orm, rows: EnterpriseRow[]) => bulkInsert(orm, enterprise, rows);
  update = (orm: Orm, rows: EnterpriseRow[]) => bulkUpdate(orm, enterprise, ['uscc'], rows);
  /** Corrections of the past were never the present: they are superseded as they are recorded. */
  insertPast = (orm: Orm, rows: EnterpriseRow[]) =>
    bulkInsert(
      orm,
      enterpriseHistory,
      rows.map((r) => ({ ...r, supersededAt: r.recordedAt, supersededPosition: r.position })),
    );
}

/** A section letter stands for its divisions; digits cover the longer codes that start with them. */
function industryIs(code: string): SQL {
  if (!/^[A-T]$/.test(code)) return sql`${enterprise.industryCode} like ${`${code}%`}`;
  const divisions = sql`select d.code from hub.industry d where d.parent_code = ${code} and d.level = 'DIVISION'`;
  return sql`(left(${enterprise.industryCode}, 2) in (${divisions}) or ${enterprise.industryCode} = ${code})`;
}

/** Names that contain a text: by their pairs of characters in the index, then to the letter. */
function nameHas(text: string): SQL {
  const form = visible(text).normalize('NFKC').toLowerCase().replaceAll(' ', '');
  const characters = [...form];
  const pairs = characters.slice(1).map((c, i) => `${characters[i]}${c}`);
  const like = sql`hub.search_form(${enterprise.name}) like ${`%${form.replace(/[\\%_]/g, '\\$&')}%`}`;
  return pairs.length === 0 ? like : sql`(hub.bigrams(${enterprise.name}) @> ${sql.param(pairs)}::text[] and ${like})`;
}
