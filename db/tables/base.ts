import { sql } from 'drizzle-orm';
import { customType, pgSchema, timestamp } from 'drizzle-orm/pg-core';

/** Everything of the hub lives in one PostgreSQL schema, so that it can share a database. */
export const hub = pgSchema('hub');

/** Codes sort and prefix-match byte by byte, whatever the database's own collation. */
export const code = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** Bytes, as Buffer. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** An instant with milliseconds, as Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** A check that a text column is one of a closed vocabulary. */
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((v) => `'${v}'`).join(', ')})`);

/** The day, in Shanghai, that a version was recorded on, as its recorded time says. */
export const RECORDED_ON = sql`(recorded_at at time zone 'Asia/Shanghai')::date`;

/**
 * The instant at which something was really recorded, of a column under its full name: the recorded time, or what the clock said where
 * that was ahead of it (tables/wayback.ts). Where no clock was ever wrong, this looks into an empty table.
 */
export const reallyAt = (column: string): string =>
  `least(${column}, (select m.clock from hub.time_mark m where m.recorded_at >= ${column} order by m.recorded_at limit 1))`;

/**
 * Whether a publication lies between two days and behind the day of its recording, which alone the recorded time, being ahead, does not
 * say: beside the partial indexes on RECORDED_ON, and false at once where no clock was ahead then.
 */
export const publishedBehindMark = (table: string, since: string, today: string): string => `
  exists (select from hub.time_mark k where k.recorded_at >= (${since}::date::timestamp at time zone 'Asia/Shanghai'))
  and ${table}.published_on > ${since}::date and ${table}.published_on <= ${today}::date
  and ${table}.published_on <= (${table}.recorded_at at time zone 'Asia/Shanghai')::date
  and ${table}.published_on > (${reallyAt(`${table}.recorded_at`)} at time zone 'Asia/Shanghai')::date`;
