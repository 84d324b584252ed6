import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { WEBHOOK_DISABLED_REASONS, WEBHOOK_SIGNATURES, WEBHOOK_STATUSES } from '../../src/kernel/vocabulary.js';
import { agency } from './access.js';
import { hub, instant, oneOf } from './base.js';

/** Durable consumers: how far an agency says that it has everything, kept for it under a name of its own. */
export const consumer = hub.table(
  'consumer',
  {
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    name: text('name').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    acknowledgedAt: instant('acknowledged_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.name] })],
);

/** Endpoints of agencies to which the log is delivered, each in its order (src/exchange/webhook/README.md). */
export const webhook = hub.table(
  'webhook',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    url: text('url').notNull(),
    /** Types of events, and divisions with what lies below them; null: all. */
    types: text('types').array(),
    divisions: text('divisions').array(),
    status: text('status', { enum: WEBHOOK_STATUSES }).notNull().default('ACTIVE'),
    statusSince: instant('status_since').notNull(),
    disabledReason: text('disabled_reason', { enum: WEBHOOK_DISABLED_REASONS }),
    createdAt: instant('created_at').notNull(),
    deletedAt: instant('deleted_at'),
    /** Goes up with each change by its agency or an operator: failures of attempts made before it do not count. */
    revision: integer('revision').notNull().default(1),
    /** Everything up to here that it may see and asked for was acknowledged with 2xx. */
    position: bigint('position', { mode: 'number' }).notNull(),
    /** The revision that last set the position: acknowledgements of deliveries made before it do not move it. */
    positionRevision: integer('position_revision').notNull().default(1),
    /** First failure since the last success, failures since then, and when the next attempt may begin. */
    failingSince: instant('failing_since'),
    attempt: integer('attempt').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
    /** The process that delivers it, until when by the database's clock, and a number that each new holder raises. */
    leaseHolder: uuid('lease_holder'),
    leaseUntil: instant('lease_until'),
    leaseToken: bigint('lease_token', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    index('webhook_agency').on(t.agencyId),
    check('webhook_status', oneOf('status', WEBHOOK_STATUSES)),
    check('webhook_disabled_reason', oneOf('disabled_reason', WEBHOOK_DISABLED_REASONS)),
    check('webhook_disabled', sql`(status = 'DISABLED') = (disabled_reason is not null)`),
    check('webhook_failing', sql`(attempt > 0) = (failing_since is not null)`),
  ],
);

/** What a webhook's deliveries are signed with: the newest, and during a rotation the one before it. */
export const webhookSecret = hub.table(
  'webhook_secret',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhook.id),
    signature: text('signature', { enum: WEBHOOK_SIGNATURES }).notNull(),
    /** The shared secret or the private key, sealed with the hub's keyring. */
    sealed: text('sealed').notNull(),
    /** Of a key pair alone. */
    publicKey: text('public_key'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
  },
  (t) => [
    index('webhook_secret_webhook').on(t.webhookId),
    check('webhook_secret_signature', oneOf('signature', WEBHOOK_SIGNATURES)),
  ],
);

/** The latest attempts of each webhook, for its agency to look into; older ones are dropped. */
export const webhookDelivery = hub.table(
  'webhook_delivery',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhook.id),
    /** Null for a test, which is no event of the log. */
    position: bigint('position', { mode: 'number' }),
    eventId: text('event_id').notNull(),
    eventType: text('event_type').notNull(),
    /** From 1 for the first attempt of an event. */
    attempt: integer('attempt').notNull(),
    at: instant('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    responseCode: integer('response_code'),
    /** Why it failed; null where it was acknowledged. */
    error: text('error'),
  },
  (t) => [index('webhook_delivery_webhook').on(t.webhookId, t.id)],
);
