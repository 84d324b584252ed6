import { sql as raw } from 'drizzle-orm';
import type { PendingQuery, Row, Sql } from 'postgres';
import { bulkInsertNew, bulkUpdate } from '../../db/bulk.js';
import { type Db, type Orm, prepared } from '../../db/client.js';
import { allOf } from '../../db/conditions.js';
import { dayBehindMark, inOrder } from '../../db/tables/base.js';
import { rating, ratingHistory } from '../../db/tables/credit.js';
import type { VersionTables } from '../../db/versions.js';
import { settled } from '../exchange/core.js';
import { groupBy } from '../kernel/collect.js';

type Stored = typeof rating.$inferSelect;
/** A version of a credit rating. */
export type RatingRow = Omit<Stored, 'id' | 'documentNumber'> & { id: string; documentNumber: string };

/** A rating that a day ends, as far as its event says it. */
export type ExpiringRating = Pick<
  RatingRow,
  'id' | 'uscc' | 'divisionCode' | 'documentNumber' | 'providerId' | 'validUntil'
>;

const expiringWhere = (
  which: string,
) => `select id::text, uscc, division_code "divisionCode", document_number "documentNumber",
    provider_id "providerId", valid_until "validUntil" from hub.rating r where ${which} and r.id > $2::bigint order by r.id limit $3`;
/** A version that was recorded behind its own last day told it itself. The first condition is the index's. */
const EXPIRING = inOrder(
  expiringWhere(`valid_until = $1::date - 1 and valid_until >= (recorded_at at time zone 'Asia/Shanghai')::date`),
  expiringWhere(dayBehindMark('r.valid_until', '>=', '($1::date - 1)')),
);

/** Present versions by id. */
export async function ratingsOfIds(orm: Orm, ids: readonly string[]): Promise<Map<string, RatingRow>> {
  const rows = await orm
    .select()
    .from(rating)
    .where(raw`${rating.id} = any(${raw.param(ids)}::bigint[])`);
  return new Map(rows.map((r) => [String(r.id), { ...r, id: String(r.id) } as RatingRow]));
}

export const ratingVersions: VersionTables = { live: rating, history: ratingHistory, key: 'id' };

/** Proof that the viewer may read ratings; made by `ratingView` alone. */
export interface RatingView {
  scope: 'ALL';
}

/** What look-ups carry; the provenance is loaded by id where it is asked for. */
const core = (
  sql: Sql,
) => sql`r.id::text id, r.uscc, r.level, r.rated_by "ratedBy", r.rated_on "ratedOn", r.valid_until "validUntil",
  r.basis, r.document_number "documentNumber"`;
const columnsOf = (sql: Sql) => sql`${core(sql)}, r.division_code "divisionCode", r.provider_id "providerId",
  r.received_at "receivedAt", r.recorded_at "recordedAt", r.position::float8 "position"`;

/** Codes asked about, as a piece of a statement. */
type Codes = PendingQuery<Row[]>;

export class RatingStore {
  constructor(private readonly db: Db) {}

  /** The rating in force on a day for each code: the latest one made by then that is not past its validity; null for none. */
  async inForce(_view: RatingView, on: string, usccs: readonly string[]): Promise<(RatingRow | null)[]> {
    const rows = await this.select(this.db.sql, on, null, this.db.sql`${usccs as string[]}`);
    const found = new Map(rows.map((r) => [r.uscc, r]));
    return usccs.map((uscc) => found.get(uscc) ?? null);
  }

  /** As `inForce`, by the versions that the hub knew at an instant. */
  async inForceKnownAt(
    _view: RatingView,
    on: string,
    at: Date,
    usccs: readonly string[],
  ): Promise<(RatingRow | null)[]> {
    const known = await settled(this.db, at);
    const rows = await this.select(this.db.sql, on, known, this.db.sql`${usccs as string[]}`);
    const found = new Map(rows.map((r) => [r.uscc, r]));
    return usccs.map((uscc) => found.get(uscc) ?? null);
  }

  /** For a credit check, as one JSON value: the rating in force on a day of each code that has one. */
  forCheck(sql: Sql, _view: RatingView, on: string, known: Date | null, codes: Codes) {
    return sql`select coalesce(json_agg(v), '[]') from (${this.select(sql, on, known, codes)}) v`;
  }

  private select(sql: Sql, on: string, known: Date | null, codes: Codes) {
    const valid = sql`r.rated_on <= ${on} and (r.valid_until is null or r.valid_until >= ${on})`;
    if (!known) {
      return sql<
        RatingRow[]
      >`select distinct on (r.uscc) ${core(sql)} from hub.rating r where r.uscc = any(${codes}) and ${valid}
        order by r.uscc, r.rated_on desc, r.id desc`;
    }
    const when = known.toISOString();
    const versions = (
      live: boolean,
    ) => sql`select ${columnsOf(sql)} from ${live ? sql`hub.rating` : sql`hub.rating_history`} r
      where ${allOf(sql, [sql`r.uscc = any(${codes}) and r.recorded_at <= ${when} and ${valid}`, !live && sql`r.superseded_at > ${when}`])}`;
    return sql<RatingRow[]>`select distinct on (uscc) * from (${versions(true)} union all ${versions(false)}) a
      order by uscc, "ratedOn" desc, id::bigint desc`;
  }

  /** All ratings of each code, latest first. */
  async ofEnterprises(_view: RatingView, usccs: readonly string[]): Promise<RatingRow[][]> {
    const { sql } = this.db;
    const rows = await sql<RatingRow[]>`
      select ${columnsOf(sql)} from hub.rating r where r.uscc = any(${usccs as string[]}) order by r.rated_on desc, r.id desc`;
    const by = groupBy(rows, (r) => r.uscc);
    return usccs.map((uscc) => by.get(uscc) ?? []);
  }

  /** Every recorded version of ratings, newest first. */
  async versions(_view: RatingView, ids: readonly string[]): Promise<RatingRow[][]> {
    const { sql } = this.db;
    const own = ids as string[];
    const rows = await sql<RatingRow[]>`
      select ${columnsOf(sql)} from hub.rating r where r.id = any(${own}::bigint[])
      union all select ${columnsOf(sql)} from hub.rating_history r where r.id = any(${own}::bigint[])
      order by "position" desc`;
    const by = groupBy(rows, (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** Whole ratings by id. */
  async byId(_view: RatingView, ids: readonly string[]): Promise<(RatingRow | null)[]> {
    const { sql } = this.db;
    const rows = await sql<
      RatingRow[]
    >`select ${columnsOf(sql)} from hub.rating r where r.id = any(${ids as string[]}::bigint[])`;
    const found = new Map(rows.map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Present versions by document number, for the decisions of a batch of one provider. */
  async current(orm: Orm, providerId: string, numbers: readonly string[]): Promise<Map<string, RatingRow>> {
    const rows = await orm
      .select()
      .from(rating)
      .where(raw`${rating.providerId} = ${providerId} and ${rating.documentNumber} = any(${raw.param(numbers)})`);
    return new Map(rows.map((r) => [r.documentNumber as string, { ...r, id: String(r.id) } as RatingRow]));
  }

  /** The next ratings behind an id whose validity ended on the eve of a day. */
  expiring = (orm: Orm, day: string, after: string, limit: number): Promise<ExpiringRating[]> =>
    prepared<ExpiringRating>(orm, EXPIRING, [day, after, limit]);

  insert = (orm: Orm, rows: RatingRow[]) => bulkInsertNew(orm, rating, rows);
  update = (orm: Orm, rows: RatingRow[]) => bulkUpdate(orm, rating, ['providerId', 'documentNumber'], rows);
}
