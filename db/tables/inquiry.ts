import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { INQUIRY_KINDS } from '../../src/kernel/vocabulary.js';
import { agency } from './access.js';
import { bytes, hub, instant, oneOf } from './base.js';

/** Credit checks as they were asked: who, about whom, for what, when, and what came of it. Written once. */
export const inquiry = hub.table(
  'inquiry',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    at: instant('at').notNull(),
    kind: text('kind', { enum: INQUIRY_KINDS }).notNull(),
    purpose: text('purpose'),
    /** The past instant asked for; null: now. */
    asOf: instant('as_of'),
    position: bigint('position', { mode: 'number' }).notNull(),
    /** The codes as asked; null for a portfolio, which is too large: its id, and the codes' number and digest stand for it. */
    codes: text('codes').array(),
    portfolioId: uuid('portfolio_id'),
    count: integer('count').notNull(),
    /** SHA-256 of the codes in the order asked, each ended by a line feed. */
    digest: bytes('digest').notNull(),
    clear: integer('clear').notNull(),
    reference: integer('reference').notNull(),
    restricted: integer('restricted').notNull(),
    unknown: integer('unknown').notNull(),
    requestId: text('request_id'),
  },
  (t) => [
    index('inquiry_agency').on(t.agencyId, t.id),
    check('inquiry_kind', oneOf('kind', INQUIRY_KINDS)),
    check('inquiry_purpose', sql`length(purpose) <= 200`),
    check('inquiry_codes', sql`(codes is null) = (portfolio_id is not null)`),
    check('inquiry_outcomes', sql`clear + reference + restricted + unknown = count`),
    check('inquiry_digest', sql`octet_length(digest) = 32`),
  ],
);
