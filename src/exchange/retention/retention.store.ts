import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import { insertCheckpoint } from '../proof/checkpoint.store.js';
import type { SignedStatement } from '../proof/statement.js';

/** A partition of the log: its table, and the positions that it is for. */
export interface Partition {
  table: string;
  first: number;
  last: number;
  /** Taken out already, or half of it: what a broken-off run left. */
  attached: boolean;
  pending: boolean;
}

interface CatalogRow {
  table: string;
  bound: string | null;
  pending: boolean | null;
}

const BOUND = /^FOR VALUES FROM \('(\d+)'\) TO \('(\d+)'\)$/;

/** The log's partitions in order, and tables that were partitions and are not dropped yet. */
export async function readPartitions(sql: Sql): Promise<Partition[]> {
  const rows = await sql<CatalogRow[]>`
    select c.relname "table", pg_get_expr(c.relpartbound, c.oid) bound, i.inhdetachpending pending
    from pg_class c left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = 'hub.event'::regclass
    where c.relnamespace = 'hub'::regnamespace and c.relkind = 'r' and c.relname ~ '^event_[0-9]+$'`;
  const partitions: Partition[] = [];
  for (const { table, bound, pending } of rows) {
    const [, from, to] = BOUND.exec(bound ?? '') ?? [];
    if (from !== undefined) {
      partitions.push({ table, first: Number(from), last: Number(to) - 1, attached: true, pending: pending === true });
      continue;
    }
    const [ends] = await sql<{ last: number | null }[]>`select max(position)::float8 last from ${sql(`hub.${table}`)}`;
    const first = Number(table.slice('event_'.length));
    partitions.push({ table, first, last: ends?.last ?? first, attached: false, pending: false });
  }
  return partitions.sort((a, b) => a.first - b.first);
}

/** Somebody who has not acknowledged everything yet, and how far they have. The linkage reads the log for the hub itself. */
export interface Holder {
  kind: 'consumer' | 'webhook' | 'linkage';
  name: string;
  agency: string;
  position: number;
}

/** Durable consumers and webhooks of enabled agencies, and the linkage; that who is furthest behind first. */
export async function readHolders(sql: Sql): Promise<Holder[]> {
  return sql<Holder[]>`
    select 'consumer' kind, c.name, a.name agency, c.position::float8 "position"
    from hub.consumer c join hub.agency a on a.id = c.agency_id where a.disabled_at is null
    union all select 'webhook', w.url, a.name, w.position::float8
    from hub.webhook w join hub.agency a on a.id = w.agency_id where a.disabled_at is null and w.deleted_at is null
    union all select 'linkage', 'the linkage', 'the hub', l.position::float8 from hub.linkage l
    order by "position"`;
}

/** Whether this database keeps those who read the log: consumers, webhooks, the linkage. */
export async function keepsHolders(sql: Sql): Promise<boolean> {
  const [row] =
    await sql`select to_regclass('hub.consumer') is not null and to_regclass('hub.webhook') is not null and to_regclass('hub.linkage') is not null yes`;
  return row?.yes === true;
}

/** When the event at a position was recorded. */
export async function recordedAt(sql: Sql, position: number): Promise<Date | null> {
  const [row] = await sql`select recorded_at at from hub.event where position = ${position}`;
  return row ? new Date(row.at) : null;
}

const BEGIN = 'select start_position::float8 "position" from hub.log for update';
const MOVE = 'update hub.log set start_position = $1, start_hash = $2';
const RECORD = `insert into hub.retention (position, hash, archive, signed_at, key_id, signature) values ($1, $2, $3, $4, $5, $6)`;

/** Lets the log begin behind a position, with the hub's word for it. False where it began elsewhere meanwhile. */
export async function moveStart(
  orm: Orm,
  from: number,
  {
    retention,
    checkpoint,
    archive,
  }: { retention: SignedStatement; checkpoint: SignedStatement; archive: string | null },
): Promise<boolean> {
  const [now] = await prepared<{ position: number }>(orm, BEGIN, []);
  if (now?.position !== from) return false;
  const { position, hash, signedAt, keyId, signature } = retention;
  await insertCheckpoint(orm, checkpoint);
  await prepared(orm, RECORD, [position, hash, archive, signedAt.toISOString(), keyId, signature]);
  await prepared(orm, MOVE, [position, hash]);
  return true;
}

/** Takes a partition out and drops it. Readers and writers of the others are not held up: what is waited for waits outside. */
export async function dropPartition(sql: Sql, { table, attached, pending }: Partition): Promise<void> {
  const name = `hub.${table}`;
  if (pending) await sql`alter table hub.event detach partition ${sql(name)} finalize`;
  else if (attached) await sql`alter table hub.event detach partition ${sql(name)} concurrently`;
  await sql`drop table ${sql(name)}`;
}

/** Runs `work` unless another process does the same at the moment; null then. */
export async function alone<T>(sql: Sql, work: () => Promise<T>): Promise<T | null> {
  // A pool that has no connection yet never answers this (postgres.js 3.4.9, where it does not ask for types).
  await sql`select 1`;
  const connection = await sql.reserve();
  try {
    const [lock] = await connection`select pg_try_advisory_lock(620623) locked`;
    if (!lock?.locked) return null;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(620623)`;
    }
  } finally {
    connection.release();
  }
}
