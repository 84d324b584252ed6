import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { agency } from './access.js';
import { hub, instant } from './base.js';

/**
 * One row: the last position given. A transaction that changes a register locks it first, so positions are gapless, in
 * commit order, and never shown before their change (src/exchange/README.md).
 */
export const head = hub.table(
  'head',
  {
    id: integer('id').primaryKey(),
    position: bigint('position', { mode: 'number' }).notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  () => [check('head_single', sql`id = 1`)],
);

/** What was submitted, by whom, with which outcome: a repeat under the same key gets the stored receipt. */
export const submission = hub.table(
  'submission',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    operation: text('operation').notNull(),
    idempotencyKey: text('idempotency_key'),
    bodyHash: text('body_hash').notNull(),
    receivedAt: instant('received_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    receipt: jsonb('receipt').notNull(),
  },
  (t) => [
    uniqueIndex('submission_idempotency').on(t.agencyId, t.idempotencyKey).where(sql`idempotency_key is not null`),
    index('submission_recorded').on(t.recordedAt, t.position),
  ],
);
