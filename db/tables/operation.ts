import { primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { agency } from './access.js';
import { hub, instant } from './base.js';

/** Operations that agencies have registered, by ids of their own (src/exchange/operation/README.md). */
export const registeredOperation = hub.table(
  'registered_operation',
  {
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    id: text('id').notNull(),
    /** SHA-256 of the document in hexadecimal digits: clients name it by this too. */
    hash: text('hash').notNull(),
    document: text('document').notNull(),
    /** Of the operation in the document; null: it has none. */
    name: text('name'),
    kind: text('kind').notNull(),
    purpose: text('purpose'),
    legalBasis: text('legal_basis'),
    registeredAt: instant('registered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
);
