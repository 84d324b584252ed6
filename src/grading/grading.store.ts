import { sql as raw, type SQL } from 'drizzle-orm';
import type { PendingQuery, Row, Sql } from 'postgres';
import { bulkInsertNew, bulkUpdate } from '../../db/bulk.js';
import type { Db, Orm } from '../../db/client.js';
import { allOf, inDivision, internalTo } from '../../db/conditions.js';
import { publishedBehindMark, RECORDED_ON } from '../../db/tables/base.js';
import { grading, gradingHistory } from '../../db/tables/grading.js';
import type { VersionTables } from '../../db/versions.js';
import { Where } from '../../db/where.js';
import type { InternalView, Scope } from '../access/index.js';
import type { Alongside, AlongsideRow } from '../enterprise/index.js';
import { settled } from '../exchange/core.js';
import { groupBy } from '../kernel/collect.js';
import { divisionRange } from '../kernel/division-code.js';
import type { StandardizationGrade } from '../kernel/vocabulary.js';

type Stored = typeof grading.$inferSelect;
/** A version of a grading. `statusOn` is set where it was asked for as of a day. */
export type GradingRow = Omit<Stored, 'id' | 'documentNumber'> & {
  id: string;
  documentNumber: string;
  statusOn?: string;
  /** Its enterprise, where it was read along. */
  enterprise?: object;
};

export const gradingVersions: VersionTables = { live: grading, history: gradingHistory, key: 'id' };

export interface GradingQuery {
  uscc?: string | undefined;
  division?: string | undefined;
  grades?: StandardizationGrade[] | undefined;
  standard?: string | undefined;
  issuedFrom?: string | undefined;
  issuedUntil?: string | undefined;
  status?: 'VALID' | 'EXPIRED' | 'REVOKED' | undefined;
}

/** What a viewer sees: every grading, those published, or these and all of its own territory. Made by `gradingView` alone. */
export interface GradingView {
  scope: Scope;
  today: string;
  /** The territory of OWN_OR_PUBLISHED; null: none, or everywhere. */
  division: string | null;
  /** Whose internal texts it shows. */
  internal: InternalView;
}

/** Codes asked about, as a piece of a statement. */
type Codes = PendingQuery<Row[]>;

/** What lists and look-ups carry; the other columns are loaded by id where they are asked for. Casts cost more than reading. */
const CORE = `g.id, g.uscc, g.grade, g.score, g.issued_on "issuedOn", g.valid_until "validUntil",
  g.revoked_on "revokedOn", g.document_number "documentNumber"`;
/** The same for rows that travel as JSON, where a bigint would come as a number. */
const CORE_JSON = CORE.replace('g.id', 'g.id::text id');

/** A decimal arrives as text. */
function scored<Row extends { score: number | null }>(rows: Row[]): Row[] {
  for (const row of rows) if (row.score !== null) row.score = Number(row.score);
  return rows;
}

export class GradingStore {
  constructor(private readonly db: Db) {}

  private core(text = CORE) {
    return this.db.sql.unsafe(text);
  }

  /** Who may not read internal texts gets the public one for both; of versions before the present one, none. */
  private columns(view: GradingView, of: 'present' | 'past' = 'present', text = CORE) {
    const { sql } = this.db;
    const internal = internalTo(sql, view.internal, 'g.division_code');
    const open = of === 'present' ? sql`g.public_revocation_reason` : sql`null`;
    return sql`${this.core(text)}, g.division_code "divisionCode", g.standard, g.graded_by "gradedBy", g.published_on "publishedOn",
      case when ${internal} then g.revocation_reason else ${open} end "revocationReason",
      case when ${internal} then g.public_revocation_reason else ${open} end "publicRevocationReason", g.provider_id "providerId", g.received_at "receivedAt", g.recorded_at "recordedAt",
      g.position::float8 "position"`;
  }

  private visible({ scope, today, division }: GradingView) {
    const { sql } = this.db;
    if (scope === 'PUBLISHED') return sql`g.published_on <= ${today}`;
    if (division === null) return null;
    return sql`(g.published_on <= ${today} or ${inDivision(sql, 'g.division_code', division)})`;
  }

  /** The grading in force on a day for each code: the latest issued that is neither expired nor revoked; null for none. */
  async inForce(view: GradingView, on: string, usccs: readonly string[]): Promise<(GradingRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<GradingRow[]>`
      select distinct on (g.uscc) ${this.core()} from hub.grading g
      where ${allOf(sql, [
        sql`g.uscc = any(${usccs as string[]}) and g.issued_on <= ${on} and g.valid_until >= ${on}
          and (g.revoked_on is null or g.revoked_on > ${on})`,
        this.visible(view),
      ])}
      order by g.uscc, g.issued_on desc, g.id desc`;
    const found = new Map<string, GradingRow>();
    for (const row of scored(rows)) {
      row.statusOn = on;
      found.set(row.uscc, row);
    }
    return usccs.map((uscc) => found.get(uscc) ?? null);
  }

  /** All gradings of each code, latest issued first. */
  async ofEnterprises(view: GradingView, usccs: readonly string[]): Promise<GradingRow[][]> {
    const { sql } = this.db;
    const rows = await sql<GradingRow[]>`
      select ${this.core()} from hub.grading g where ${allOf(sql, [sql`g.uscc = any(${usccs as string[]})`, this.visible(view)])}
      order by g.issued_on desc, g.id desc`;
    const by = groupBy(scored(rows), (r) => r.uscc);
    return usccs.map((uscc) => by.get(uscc) ?? []);
  }

  /** Gradings by id, null where there is none to see. */
  async byId(view: GradingView, ids: readonly string[]): Promise<(GradingRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<GradingRow[]>`
      select ${this.columns(view)} from hub.grading g where ${allOf(sql, [sql`g.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const found = new Map(scored(rows).map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** A page, latest issued first, with one row more than `limit` where more follow. */
  async page(
    view: GradingView,
    query: GradingQuery,
    after: [issuedOn: string, id: string] | null,
    limit: number,
    enterprise: Alongside | null = null,
  ): Promise<GradingRow[]> {
    const { today } = view;
    const where = new Where();
    if (view.scope === 'PUBLISHED') where.and('g.published_on <= ?', today);
    const own = view.division === null ? null : divisionRange(view.division);
    if (own)
      where.and('(g.published_on <= ? or (g.division_code >= ? and g.division_code < ?))', today, own.from, own.to);
    if (query.uscc !== undefined) where.and('g.uscc = ?', query.uscc);
    if (query.division !== undefined) where.inDivision('g.division_code', query.division);
    if (query.grades) where.and('g.grade = any(?)', query.grades);
    if (query.standard !== undefined) where.and('g.standard = ?', query.standard);
    if (query.issuedFrom !== undefined) where.and('g.issued_on >= ?', query.issuedFrom);
    if (query.issuedUntil !== undefined) where.and('g.issued_on <= ?', query.issuedUntil);
    if (query.status === 'REVOKED') where.and('g.revoked_on <= ?', today);
    else if (query.status) {
      where.and(`g.valid_until ${query.status === 'VALID' ? '>=' : '<'} ?`, today);
      where.and('(g.revoked_on is null or g.revoked_on > ?)', today);
    }
    if (after) where.and('(g.issued_on, g.id) < (?::date, ?::bigint)', ...after);
    const columns = enterprise ? `${CORE}, ${enterprise.columns('g.uscc')}` : CORE;
    const text = `select ${columns} from hub.grading g where ${where} order by g.issued_on desc, g.id desc limit ${where.value(limit + 1)}`;
    const rows = await this.db.sql.unsafe<GradingRow[]>(text, where.values as never[], { prepare: true });
    if (enterprise) for (const row of rows) row.enterprise = enterprise.read(row as GradingRow & AlongsideRow);
    return scored(rows);
  }

  /** Recorded versions of gradings that the view shows, newest first: of those seen because they are published, the published ones alone. */
  async versions(view: GradingView, ids: readonly string[]): Promise<GradingRow[][]> {
    const { sql } = this.db;
    const shown = this.visible(view);
    const among = sql`select g.id from hub.grading g where ${allOf(sql, [sql`g.id = any(${ids as string[]}::bigint[])`, shown])}`;
    const where = allOf(sql, [sql`g.id in (${among})`, shown]);
    const rows = await sql<GradingRow[]>`
      select ${this.columns(view)} from hub.grading g where ${where}
      union all select ${this.columns(view, 'past')} from hub.grading_history g where ${where}
      order by "position" desc`;
    const by = groupBy(scored(rows), (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** Present versions by document number, for the decisions of a batch of one provider. */
  async current(orm: Orm, providerId: string, numbers: readonly string[]): Promise<Map<string, GradingRow>> {
    const rows = await orm
      .select()
      .from(grading)
      .where(raw`${grading.providerId} = ${providerId} and ${grading.documentNumber} = any(${raw.param(numbers)})`);
    return new Map(rows.map((r) => [r.documentNumber as string, { ...r, id: String(r.id) } as GradingRow]));
  }

  /** Those whose day of publication lies after one day and not after another, and after the day they were recorded on. */
  async becomingPublic(orm: Orm, since: string, today: string): Promise<GradingRow[]> {
    const rows = await orm
      .select()
      .from(grading)
      .where(raw`published_on > ${RECORDED_ON} and published_on > ${since} and published_on <= ${today}`)
      .orderBy(grading.publishedOn, grading.id);
    const behind = await orm
      .select()
      .from(grading)
      .where(raw.raw(publishedBehindMark('grading', `'${since}'`, `'${today}'`)))
      .orderBy(grading.publishedOn, grading.id);
    return [...rows, ...behind].map((r) => ({ ...r, id: String(r.id) }) as GradingRow);
  }

  /** Present versions by id. */
  async byIds(orm: Orm, ids: readonly string[]): Promise<GradingRow[]> {
    const rows = await orm
      .select()
      .from(grading)
      .where(raw`${grading.id} = any(${raw.param(ids)}::bigint[])`)
      .orderBy(grading.id);
    return rows.map((r) => ({ ...r, id: String(r.id) }) as GradingRow);
  }

  insert = (orm: Orm, rows: GradingRow[]) => bulkInsertNew(orm, grading, rows);
  update = (orm: Orm, rows: GradingRow[]) => bulkUpdate(orm, grading, ['providerId', 'documentNumber'], rows);

  /** As `inForce`, by the versions that the hub knew at an instant. */
  async inForceKnownAt(
    view: GradingView,
    on: string,
    at: Date,
    usccs: readonly string[],
  ): Promise<(GradingRow | null)[]> {
    const known = await settled(this.db, at);
    const rows = await this.unexpired<GradingRow>(this.db.sql, view, on, known, this.db.sql`${usccs as string[]}`);
    const by = groupBy(scored(rows), (r) => r.uscc);
    return usccs.map((uscc) => inForceOf(by.get(uscc) ?? [], on));
  }

  /** For a credit check, as one JSON value: gradings issued by a day and not expired on it, latest first. */
  forCheck(sql: Sql, view: GradingView, on: string, known: Date | null, codes: Codes) {
    return sql`select coalesce(json_agg(v), '[]') from (${this.unexpired(sql, view, on, known, codes)}) v`;
  }

  /** Gradings issued by a day and not expired on it, latest first: their core now, or whole as known at an instant. */
  private unexpired<Found extends object>(sql: Sql, view: GradingView, on: string, known: Date | null, codes: Codes) {
    const when = known?.toISOString() ?? null;
    const versions = (
      live: boolean,
    ) => sql`select ${when === null ? this.core(CORE_JSON) : this.columns(view, live ? 'present' : 'past', CORE_JSON)}
      from ${live ? sql`hub.grading` : sql`hub.grading_history`} g where ${allOf(sql, [
        sql`g.uscc = any(${codes}) and g.issued_on <= ${on} and g.valid_until >= ${on}`,
        this.visible({ ...view, today: on }),
        when !== null && sql`g.recorded_at <= ${when}`,
        when !== null && !live && sql`g.superseded_at > ${when}`,
      ])}`;
    // By the number itself: as the text that callers see, 9 comes after 10.
    return when === null
      ? sql<Found[]>`${versions(true)} order by g.issued_on desc, g.id desc`
      : sql<
          Found[]
        >`select * from (${versions(true)} union all ${versions(false)}) a order by a."issuedOn" desc, a.id::bigint desc`;
  }
}

/** The first of a company's unexpired gradings that is not revoked, as of a day. */
export function inForceOf(rows: GradingRow[], on: string): GradingRow | null {
  const row = rows.find((r) => r.revokedOn === null || r.revokedOn > on);
  return row ? Object.assign(row, { statusOn: on }) : null;
}

/** For the enterprises' filter: whether the enterprise of this code has one of these grades in force on a day. */
export const gradedCondition = (uscc: SQL, grades: readonly string[], on: string): SQL =>
  raw`exists (select 1 from hub.grading g where g.uscc = ${uscc} and g.grade = any(${raw.param(grades)}) and g.issued_on <= ${on}
    and g.valid_until >= ${on} and g.published_on <= ${on} and (g.revoked_on is null or g.revoked_on > ${on})
    and not exists (select 1 from hub.grading l where l.uscc = g.uscc and l.issued_on <= ${on} and l.valid_until >= ${on}
      and l.published_on <= ${on} and (l.revoked_on is null or l.revoked_on > ${on}) and (l.issued_on, l.id) > (g.issued_on, g.id)))`;
