import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Orm } from '../../db/client.js';

export interface Head {
  position: number;
  recordedAt: Date;
}

interface HeadRow extends Record<string, unknown> {
  position: string;
  recorded_at: string;
}

const read = (row: HeadRow | undefined): Head => {
  if (!row) throw new Error('hub.head has no row: the database is not migrated');
  return { position: Number(row.position), recordedAt: new Date(row.recorded_at) };
};

/** Locks the head until the transaction ends, and sets the instant that everything in it is recorded at. */
export async function lockHead(orm: Orm): Promise<Head> {
  const rows = await orm.execute<HeadRow>(
    sql`update hub.head set recorded_at = greatest(clock_timestamp(), recorded_at) where id = 1 returning position, recorded_at`,
  );
  return read(rows[0]);
}

export async function moveHead(orm: Orm, position: number): Promise<void> {
  await orm.execute(sql`update hub.head set position = ${position} where id = 1`);
}

/** The last position that a reader can see, and when it was recorded. */
export async function readHead(orm: Orm): Promise<Head> {
  const rows = await orm.execute<HeadRow>(sql`select position, recorded_at from hub.head where id = 1`);
  return read(rows[0]);
}

/** The last position in a snapshot, as one value; with an instant, the last one that was recorded by then. */
export function headAt(sql: Sql, known: Date | null) {
  return known
    ? sql`select coalesce(max(position), 0)::float8 from hub.submission where recorded_at <= ${known.toISOString()}`
    : sql`select position::float8 from hub.head`;
}
