import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { agency } from './access.js';
import { bytes, code, hub, instant } from './base.js';

/** The hash before the first event. */
const GENESIS = sql`'\\x${sql.raw('00'.repeat(32))}'`;

/**
 * One row: the last position given. A transaction that writes events locks it first, so positions are gapless, in commit
 * order, and never shown before their change (src/exchange/README.md).
 */
export const head = hub.table(
  'head',
  {
    id: integer('id').primaryKey(),
    position: bigint('position', { mode: 'number' }).notNull(),
    recordedAt: instant('recorded_at').notNull(),
    /** Of the last event: the chain goes on from here. */
    hash: bytes('hash').notNull().default(GENESIS),
    /** First position that no partition of the log holds yet, and how many positions the next one gets. */
    partitionEnd: bigint('partition_end', { mode: 'number' }).notNull().default(0),
    partitionSize: bigint('partition_size', { mode: 'number' }).notNull().default(10_000_000),
    /** The epoch that the next event is of. */
    epoch: text('epoch').notNull(),
    /** Which database, on which course of its life, the head was last moved in (hub.origin); null: before the hub noted it. */
    origin: text('origin'),
    /** Last day, in Shanghai, of which all events that a day itself brings are written. */
    announcedThrough: date('announced_through', { mode: 'string' })
      .notNull()
      .default(sql`(now() at time zone 'Asia/Shanghai')::date`),
    /**
     * Equal to `recorded_at` while that lies ahead of the clock and a correction lets it (src/exchange/wayback); earlier once the clock
     * has caught up; null: no clock was ever corrected.
     */
    correctedAt: instant('corrected_at'),
  },
  () => [
    check('head_single', sql`id = 1`),
    check('head_hash', sql`octet_length(hash) = 32`),
    check('head_partition', sql`partition_size > 0`),
  ],
);

/**
 * How far the day that is being announced has come, of works that may take many turns: a row each, for that day alone
 * (src/exchange/README.md, "Days"). Empty while nothing is half announced.
 */
export const dayPlace = hub.table('day_place', {
  work: text('work').primaryKey(),
  day: date('day', { mode: 'string' }).notNull(),
  /** Where the next turn goes on; null: all of it is announced. */
  place: text('place'),
});

/** One row: which log this is, and where it begins now: retention drops old partitions and moves the start on. */
export const log = hub.table(
  'log',
  {
    single: integer('single').primaryKey().default(1),
    /** Part of every cursor and of the source of every CloudEvent: positions of another log mean nothing here. */
    id: uuid('id').notNull().defaultRandom(),
    /** Last position before the oldest event kept, and the chain's hash there. */
    startPosition: bigint('start_position', { mode: 'number' }).notNull(),
    startHash: bytes('start_hash').notNull().default(GENESIS),
  },
  () => [check('log_single', sql`single = 1`), check('log_start_hash', sql`octet_length(start_hash) = 32`)],
);

/**
 * A stretch of the log that nothing was lost in: a log that goes on from an earlier point is a new epoch of it
 * (src/exchange/epoch/README.md). Positions behind where one began are its own, whatever stood there before.
 */
export const epoch = hub.table(
  'epoch',
  {
    id: text('id').primaryKey(),
    /** The epoch that it goes on from; null: the log's first one. */
    parent: text('parent').references((): AnyPgColumn => epoch.id),
    /** Last position that it has in common with its parent, and the chain's hash there; null: an epoch that led away from this log. */
    beganAfter: bigint('began_after', { mode: 'number' }).notNull(),
    hash: bytes('hash'),
    beganAt: instant('began_at').notNull(),
    reason: text('reason').notNull(),
    /** What was found, or who said it, in a sentence. */
    why: text('why').notNull(),
  },
  () => [
    check('epoch_id', sql`id ~ '^[0-9a-f]{8}$'`),
    check('epoch_hash', sql`octet_length(hash) = 32`),
    check('epoch_reason', sql`reason in ('FIRST', 'MOVED', 'FORKED', 'RESTORED', 'DECLARED')`),
    check('epoch_first', sql`(reason = 'FIRST') = (parent is null)`),
  ],
);

/** The log: every change as an event, partitioned by position (the migration says so; drizzle-kit cannot), written once. */
export const event = hub.table(
  'event',
  {
    position: bigint('position', { mode: 'number' }).primaryKey(),
    type: text('type').notNull(),
    subject: code('subject'),
    divisionCode: code('division_code'),
    /** Whether what the law makes public (the scope PUBLISHED) included it when it was written. */
    public: boolean('public').notNull(),
    /** The one agency that it is for; null: whoever may see its kind. */
    recipientId: uuid('recipient_id'),
    recordedAt: instant('recorded_at').notNull(),
    /** The JSON text that was hashed, to the letter. */
    data: text('data').notNull(),
    salt: bytes('salt').notNull(),
    hash: bytes('hash').notNull(),
  },
  () => [check('event_salt', sql`octet_length(salt) = 16`), check('event_hash', sql`octet_length(hash) = 32`)],
);

/** The chain's hash at some positions, signed: a consumer proves with them that its copy is the hub's. */
export const checkpoint = hub.table(
  'checkpoint',
  {
    position: bigint('position', { mode: 'number' }).primaryKey(),
    hash: bytes('hash').notNull(),
    signedAt: instant('signed_at').notNull(),
    keyId: text('key_id').notNull(),
    signature: bytes('signature').notNull(),
  },
  () => [check('checkpoint_hash', sql`octet_length(hash) = 32`)],
);

/** What retention dropped: the log begins behind the last of these positions, and the hub's signature says that it was the hub. */
export const retention = hub.table(
  'retention',
  {
    /** Last position dropped, and the chain's hash there. */
    position: bigint('position', { mode: 'number' }).primaryKey(),
    hash: bytes('hash').notNull(),
    /** Name of the file that the events were written to; null: to none. */
    archive: text('archive'),
    signedAt: instant('signed_at').notNull(),
    keyId: text('key_id').notNull(),
    signature: bytes('signature').notNull(),
  },
  () => [check('retention_hash', sql`octet_length(hash) = 32`)],
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
    /** The import that this batch is of: its receipt covers all batches of a run. Null: submitted otherwise. */
    importId: uuid('import_id'),
  },
  (t) => [
    index('submission_import').on(t.importId, t.position).where(sql`import_id is not null`),
    index('submission_agency_import').on(t.agencyId, t.importId).where(sql`import_id is not null`),
    uniqueIndex('submission_idempotency').on(t.agencyId, t.idempotencyKey).where(sql`idempotency_key is not null`),
    index('submission_recorded').on(t.recordedAt, t.position),
  ],
);

/**
 * What was taken back of an import (src/exchange/README.md): a row for each version that says so. A record ends only with such
 * a row: the guard of every register asks for it.
 */
export const takeback = hub.table(
  'takeback',
  {
    /** Of the version that takes back, and of its event. */
    position: bigint('position', { mode: 'number' }).primaryKey(),
    /** Of the version that it takes back. */
    ofPosition: bigint('of_position', { mode: 'number' }).notNull(),
    /** Of the version whose facts hold again; null: there was none, the record was recorded in error 误录 and ends. */
    restores: bigint('restores', { mode: 'number' }),
    importId: uuid('import_id').notNull(),
    /** The register's table, and the record's id or code there. */
    register: text('register').notNull(),
    key: text('key').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    uniqueIndex('takeback_once').on(t.ofPosition),
    index('takeback_record').on(t.register, t.key),
    index('takeback_import').on(t.importId),
  ],
);
