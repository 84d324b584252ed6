import { boolean, check, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { AGENCY_KINDS } from '../../src/kernel/vocabulary.js';
import { hub, instant, oneOf } from './base.js';

/** Agencies that exchange through the hub. Disabled, never deleted: records name them as their provider. */
export const agency = hub.table(
  'agency',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull().unique(),
    kind: text('kind', { enum: AGENCY_KINDS }).notNull(),
    divisionCode: text('division_code'),
    createdAt: instant('created_at').notNull().defaultNow(),
    disabledAt: instant('disabled_at'),
    /** Whether it runs the operations that it has registered and no others, and how often these have changed. */
    registeredOnly: boolean('registered_only').notNull().default(false),
    operationsRevision: integer('operations_revision').notNull().default(0),
  },
  (t) => [check('agency_kind', oneOf('kind', AGENCY_KINDS)), index('agency_kind_index').on(t.kind)],
);

/** Keys of agencies: only their SHA-256 is kept; the prefix tells them apart in lists. */
export const agencyKey = hub.table(
  'agency_key',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    prefix: text('prefix').notNull(),
    hash: text('hash').notNull().unique(),
    createdAt: instant('created_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('agency_key_agency').on(t.agencyId)],
);
