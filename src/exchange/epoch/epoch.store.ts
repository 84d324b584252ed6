import { type Orm, prepared } from '../../../db/client.js';
import type { Epoch } from './lineage.js';

const INSERT = `insert into hub.epoch (id, parent, began_after, hash, began_at, reason, why) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (id) do nothing`;

export async function insertEpoch(orm: Orm, epoch: Epoch, hash: Buffer | null): Promise<void> {
  const { id, parent, beganAfter, beganAt, reason, why } = epoch;
  await prepared(orm, INSERT, [id, parent, beganAfter, hash, beganAt, reason, why]);
}

const HASH_AT = `select hash from hub.event where position = $1
  union all select start_hash from hub.log where start_position = $1 limit 1`;

/** The chain's hash at a position that the log has; null where it has it no more, or not yet. */
export async function hashAt(orm: Orm, position: number): Promise<Buffer | null> {
  const [row] = await prepared<{ hash: Buffer }>(orm, HASH_AT, [position]);
  return row?.hash ?? null;
}

/**
 * Sets webhooks and durable consumers back to a position, where they stand behind it. The revision makes whoever delivers a webhook
 * read it anew, and lets nothing be written down of what it has delivered meanwhile.
 */
export async function setBack(orm: Orm, position: number): Promise<void> {
  await prepared(
    orm,
    `update hub.webhook set position = least(position, $1), revision = revision + 1, position_revision = revision + 1
      where deleted_at is null`,
    [position],
  );
  await prepared(orm, 'update hub.consumer set position = $1 where position > $1', [position]);
}
