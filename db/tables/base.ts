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

/** A check that a column of texts has one at least of a closed vocabulary, and nothing else. */
export const someOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} <@ array[${values.map((v) => `'${v}'`).join(', ')}] and cardinality(${column}) > 0`);

/** The day, in Shanghai, that a version was recorded on, as its recorded time says. */
export const RECORDED_ON = sql`(recorded_at at time zone 'Asia/Shanghai')::date`;

/**
 * The instant at which something was really recorded, of a column under its full name: the recorded time, or what the clock said where
 * that was ahead of it (tables/wayback.ts). Where no clock was ever wrong, this looks into an empty table.
 */
export const reallyAt = (column: string): string =>
  `least(${column}, (select m.clock from hub.time_mark m where m.recorded_at >= ${column} order by m.recorded_at limit 1))`;

const dayOf = (instant: string): string => `(${instant} at time zone 'Asia/Shanghai')::date`;

/** Whether some clock was ahead of a day's beginning; false at once where none was. */
const aheadOf = (day: string): string =>
  `exists (select from hub.time_mark k where k.recorded_at >= (${day}::date::timestamp at time zone 'Asia/Shanghai'))`;

/**
 * Whether a record's day is the one asked for, and really lay `>` (behind) or `>=` (not before) the day of its recording, which alone
 * the recorded time, being ahead, does not say: beside the partial indexes on RECORDED_ON.
 */
export const dayBehindMark = (column: `${string}.${string}`, than: '>' | '>=', day: string): string => {
  const recorded = `${column.split('.')[0]}.recorded_at`;
  return `${aheadOf(day)} and ${column} = ${day}::date
    and not ${column} ${than} ${dayOf(recorded)} and ${column} ${than} ${dayOf(reallyAt(recorded))}`;
};

/** Two statements that each answer the next rows by their `id`, $3 of them at most, as one. */
export const inOrder = (one: string, other: string): string =>
  `select * from ((${one}) union all (${other})) both_of_them order by length(id), id limit $3`;

/**
 * Whether a publication lies between two days and behind the day of its recording, which alone the recorded time, being ahead, does not
 * say: beside the partial indexes on RECORDED_ON, and false at once where no clock was ahead then.
 */
export const publishedBehindMark = (table: string, since: string, today: string): string => `
  ${aheadOf(since)}
  and ${table}.published_on > ${since}::date and ${table}.published_on <= ${today}::date
  and ${table}.published_on <= ${dayOf(`${table}.recorded_at`)}
  and ${table}.published_on > ${dayOf(reallyAt(`${table}.recorded_at`))}`;
