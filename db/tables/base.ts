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

/** The day, in Shanghai, that a version was recorded on. */
export const RECORDED_ON = sql`(recorded_at at time zone 'Asia/Shanghai')::date`;
