import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { IMPORT_STATUSES } from '../../src/kernel/vocabulary.js';
import { agency } from './access.js';
import { bytes, hub, instant, oneOf } from './base.js';

/** A file that was handed in for a register, and what became of it (src/server/imports/README.md). Its id is its receipt: what it wrote has that as `submission.import_id`. */
export const importRun = hub.table(
  'import_run',
  {
    id: uuid('id').primaryKey(),
    /** Who handed it in; null: an operator, by the command. */
    agencyId: uuid('agency_id').references(() => agency.id),
    register: text('register').notNull(),
    /** As whoever handed it in calls it. */
    file: text('file').notNull(),
    /** SHA-256 of the file as it came, in hexadecimal digits; null: it was not looked at. */
    sha256: text('sha256'),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** How it is to be read and written, as it was asked for. */
    options: jsonb('options').notNull(),
    status: text('status').notNull(),
    dryRun: boolean('dry_run').notNull().default(false),
    read: integer('read').notNull().default(0),
    inserted: integer('inserted').notNull().default(0),
    updated: integer('updated').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
    /** How far of the file it has come. */
    bytesRead: bigint('bytes_read', { mode: 'number' }).notNull().default(0),
    /** Why it failed or stopped, or what a person should know of it. */
    message: text('message'),
    warnings: jsonb('warnings').notNull().default([]),
    /** What else the import itself said of its end. */
    details: jsonb('details'),
    /** Bytes of the rejected file that is kept; null: none is. */
    rejectedBytes: bigint('rejected_bytes', { mode: 'number' }),
    receivedAt: instant('received_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** Raised with every change that is shown. */
    revision: integer('revision').notNull().default(0),
    /** Times that it was begun and not given back: a file that ends its hub is not begun for ever. */
    attempts: integer('attempts').notNull().default(0),
    /** Its agency asked for it to stop. */
    stopAsked: boolean('stop_asked').notNull().default(false),
    /** The process that runs it, and until when it is believed to live, by the database's clock. */
    leaseHolder: uuid('lease_holder'),
    leaseUntil: instant('lease_until'),
  },
  (t) => [
    index('import_run_agency').on(t.agencyId, t.receivedAt, t.id),
    index('import_run_received').on(t.receivedAt, t.id),
    index('import_run_content').on(t.agencyId, t.register, t.sha256),
    index('import_run_open').on(t.receivedAt).where(sql`status in ('RECEIVED', 'RUNNING', 'INTERRUPTED')`),
    index('import_run_kept').on(t.receivedAt).where(sql`rejected_bytes is not null or details is not null`),
    check('import_run_status', oneOf('status', IMPORT_STATUSES)),
    check('import_run_sha256', sql`sha256 ~ '^[0-9a-f]{64}$'`),
    check('import_run_file', sql`length(file) between 1 and 255`),
  ],
);

/** The rows of a file that were refused, as the text of its rejected file, in pieces: kept for a while, so that any hub answers it. */
export const importRejected = hub.table(
  'import_rejected',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => importRun.id),
    piece: integer('piece').notNull(),
    content: bytes('content').notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.piece] })],
);
