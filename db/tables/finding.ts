import { sql } from 'drizzle-orm';
import { check, index, type PgColumn } from 'drizzle-orm/pg-core';
import { FINDING } from '../../src/finding/finding.facts.js';
import { registerTables } from './register.js';

/** What an authority found against an enterprise 违法失信行为认定: conduct that no other register tells. */
export const findings = registerTables('finding', FINDING, {
  by: 'foundOn',
  more: ({ foundOn, id }) => [
    index('finding_found').on(foundOn as PgColumn, id as PgColumn),
    check('finding_withdrawn', sql`withdrawn_on >= found_on and (withdrawn_on is null) = (withdrawal_reason is null)`),
  ],
});
export const [finding, findingHistory] = findings.tables;
