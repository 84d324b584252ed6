import { sql } from 'drizzle-orm';
import { check, index, type PgColumn } from 'drizzle-orm/pg-core';
import { PENALTY } from '../../src/penalty/penalty.facts.js';
import { endingIndex, registerTables } from './register.js';

/** Administrative penalties on enterprises. */
export const penalties = registerTables('penalty', PENALTY, {
  by: 'decidedOn',
  more: ({ decidedOn, publishedUntil, id }) => [
    index('penalty_decided').on(decidedOn as PgColumn, id as PgColumn),
    endingIndex('penalty_to_unpublish', publishedUntil, id, 'BEHIND'),
    check('penalty_validity', sql`valid_until >= decided_on`),
    check('penalty_publicity', sql`published_until between decided_on and decided_on + interval '3 years'`),
    check('penalty_withdrawn', sql`withdrawn_on >= decided_on and (withdrawn_on is null) = (withdrawal_reason is null)`),
  ],
});
export const [penalty, penaltyHistory] = penalties.tables;
