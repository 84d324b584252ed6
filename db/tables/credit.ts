import { sql } from 'drizzle-orm';
import { bigint, check, date, index, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { RATING_LEVELS } from '../../src/kernel/vocabulary.js';
import { code, hub, oneOf, RECORDED_ON } from './base.js';
import { enterprise } from './enterprise.js';
import { provenance, superseded } from './provenance.js';
import { division } from './reference.js';

const columns = () => ({
  level: text('level', { enum: RATING_LEVELS }).notNull(),
  ratedBy: text('rated_by'),
  ratedOn: date('rated_on', { mode: 'string' }).notNull(),
  validUntil: date('valid_until', { mode: 'string' }),
  basis: text('basis'),
  ...provenance(),
});

/** Credit ratings of enterprises by credit offices. */
export const rating = hub.table(
  'rating',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uscc: code('uscc')
      .notNull()
      .references(() => enterprise.uscc),
    divisionCode: code('division_code')
      .notNull()
      .references(() => division.code),
    ...columns(),
  },
  (t) => [
    uniqueIndex('rating_document').on(t.providerId, t.documentNumber),
    index('rating_uscc').on(t.uscc, t.ratedOn),
    // What runs out: looked for every day.
    index('rating_to_expire').on(t.validUntil, t.id).where(sql`valid_until >= ${RECORDED_ON}`),
    check('rating_level', oneOf('level', RATING_LEVELS)),
    check('rating_validity', sql`valid_until >= rated_on`),
    check('rating_document_number', sql`document_number is not null`),
  ],
);

export const ratingHistory = hub.table(
  'rating_history',
  {
    id: bigint('id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    divisionCode: code('division_code').notNull(),
    ...columns(),
    ...superseded(),
  },
  (t) => [primaryKey({ columns: [t.id, t.position] }), index('rating_history_uscc').on(t.uscc)],
);
