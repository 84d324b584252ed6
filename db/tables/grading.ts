import { sql } from 'drizzle-orm';
import { bigint, check, date, index, numeric, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { STANDARDIZATION_GRADES } from '../../src/kernel/vocabulary.js';
import { code, hub, oneOf, RECORDED_ON } from './base.js';
import { enterprise } from './enterprise.js';
import { provenance, superseded } from './provenance.js';
import { division } from './reference.js';

const columns = () => ({
  standard: text('standard').notNull(),
  grade: text('grade', { enum: STANDARDIZATION_GRADES }).notNull(),
  score: numeric('score', { precision: 5, scale: 2, mode: 'number' }),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  validUntil: date('valid_until', { mode: 'string' }).notNull(),
  gradedBy: text('graded_by'),
  publishedOn: date('published_on', { mode: 'string' }),
  revokedOn: date('revoked_on', { mode: 'string' }),
  /** What the provider's side reads; others read the public one. */
  revocationReason: text('revocation_reason'),
  publicRevocationReason: text('public_revocation_reason'),
  ...provenance(),
});

/** Results of safety-standardisation grading; the division is the one the enterprise belonged to when it was graded. */
export const grading = hub.table(
  'grading',
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
    uniqueIndex('grading_document').on(t.providerId, t.documentNumber),
    index('grading_uscc').on(t.uscc, t.issuedOn),
    index('grading_county').on(sql`left(division_code, 6)`, t.issuedOn, t.id),
    index('grading_issued').on(t.issuedOn, t.id),
    // Publications that lie ahead: few, and looked for every day.
    index('grading_to_publish').on(t.publishedOn).where(sql`published_on > ${RECORDED_ON}`),
    // What runs out and what is revoked by its day: looked for every day.
    index('grading_to_expire').on(t.validUntil, t.id).where(sql`valid_until >= ${RECORDED_ON}`),
    index('grading_to_cease').on(t.revokedOn, t.id).where(sql`revoked_on > ${RECORDED_ON}`),
    check('grading_grade', oneOf('grade', STANDARDIZATION_GRADES)),
    check('grading_score', sql`score between 0 and 100`),
    check('grading_validity', sql`valid_until > issued_on and valid_until <= issued_on + interval '3 years'`),
    check('grading_published', sql`published_on >= issued_on`),
    check('grading_revoked', sql`revoked_on >= issued_on and (revoked_on is null) = (revocation_reason is null)`),
    check('grading_document_number', sql`document_number is not null`),
  ],
);

export const gradingHistory = hub.table(
  'grading_history',
  {
    id: bigint('id', { mode: 'number' }).notNull(),
    uscc: code('uscc').notNull(),
    divisionCode: code('division_code').notNull(),
    ...columns(),
    ...superseded(),
  },
  (t) => [primaryKey({ columns: [t.id, t.position] }), index('grading_history_uscc').on(t.uscc)],
);
