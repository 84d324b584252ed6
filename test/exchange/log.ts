import { expect } from 'vitest';
import type { Db } from '../../db/client.js';
import { type EventDraft, type EventRow, leafOf, linkOf } from '../../src/exchange/index.js';
import { sampleUscc } from '../kit/sample.js';

/** An event that anybody may see, with some data. */
export const draft = (data: object = {}, more: Partial<EventDraft> = {}): EventDraft => ({
  type: 'enterprise.changed',
  subject: sampleUscc(1),
  division: '620621',
  public: true,
  data,
  ...more,
});

/** The log as it lies in the database, whoever may see it. */
export async function logOf({ sql }: Db): Promise<EventRow[]> {
  const rows = await sql<(EventRow & { recordedAt: string })[]>`
    select position::float8 "position", type, subject, division_code division, public, recipient_id "recipientId",
      recorded_at "recordedAt", data, salt, hash from hub.event order by position`;
  return rows.map((r) => ({ ...r, recordedAt: new Date(r.recordedAt) }));
}

/** As if the linkage had read everything, which otherwise keeps the log from being taken out. */
export async function linkageHasRead({ sql }: Db): Promise<void> {
  await sql`update hub.linkage set position = 1000000`;
}

/**
 * Does with the tables what only a superuser can, triggers and constraints aside. Answers how to put the log's tables back as
 * they were.
 */
export async function tamper({ sql }: Db, statements: string): Promise<() => Promise<void>> {
  const run = (text: string) =>
    sql.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = 'replica'");
      await tx.unsafe(text);
    });
  const tables = ['event', 'head', 'log', 'checkpoint', 'retention'];
  await sql.unsafe(
    tables
      .map((t) => `drop table if exists public.kept_${t}; create table public.kept_${t} as table hub.${t};`)
      .join(''),
  );
  await run(statements);
  return () =>
    run(tables.map((t) => `delete from hub.${t}; insert into hub.${t} select * from public.kept_${t};`).join('')).then(
      () => {},
    );
}

/** Makes the partitions of an empty log this small. */
export async function smallPartitions({ sql }: Db, size: number): Promise<void> {
  await sql.unsafe(`drop table hub.event_0; update hub.head set partition_size = ${size}, partition_end = 0`);
}

/** Two events change places, as a tamperer must go about it: a place of its own for one of them in between. */
export const swapped = (p: number, q: number): string =>
  `create temp table swap on commit drop as select * from hub.event where position in (${p}, ${q});
  delete from hub.event where position in (${p}, ${q});
  update swap set position = case position when ${p} then ${q} else ${p} end;
  insert into hub.event select * from swap; drop table swap;`;

/** Every event is chained to the one before it, from where the log begins to the head. */
export async function expectChained(db: Db): Promise<void> {
  const [log] = await db.sql`select start_position::int "from", start_hash hash from hub.log`;
  let hash: Buffer = log?.hash;
  let position: number = log?.from;
  for (const { salt, hash: kept, ...event } of await logOf(db)) {
    hash = linkOf(hash, leafOf(event, salt));
    expect([event.position, kept.toString('hex')]).toEqual([++position, hash.toString('hex')]);
  }
  const [head] = await db.sql`select position::int position, hash from hub.head`;
  expect([head?.position, head?.hash.toString('hex')]).toEqual([position, hash.toString('hex')]);
}
