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
