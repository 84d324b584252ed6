import { sql } from 'drizzle-orm';
import { check, index } from 'drizzle-orm/pg-core';
import { GRADING } from '../../src/grading/grading.facts.js';
import { RECORDED_ON } from './base.js';
import { endingIndex, registerTables } from './register.js';

/** Results of safety-standardisation grading; the division is the one the enterprise belonged to when it was graded. */
export const gradings = registerTables('grading', GRADING, {
  by: 'issuedOn',
  more: (t) => [
    index('grading_county').on(sql`left(division_code, 6)`, t.issuedOn, t.id),
    index('grading_issued').on(t.issuedOn, t.id),
    // Publications that lie ahead: few, and looked for every day.
    index('grading_to_publish').on(t.publishedOn).where(sql`published_on > ${RECORDED_ON}`),
    endingIndex('grading_to_expire', t.validUntil, t.id, 'BEHIND'),
    endingIndex('grading_to_cease', t.revokedOn, t.id, 'WITH'),
    check('grading_validity', sql`valid_until > issued_on and valid_until <= issued_on + interval '3 years'`),
    check('grading_published', sql`published_on >= issued_on`),
    check('grading_revoked', sql`revoked_on >= issued_on and (revoked_on is null) = (revocation_reason is null)`),
  ],
});
export const [grading, gradingHistory] = gradings.tables;
