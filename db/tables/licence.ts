import { sql } from 'drizzle-orm';
import { check, index } from 'drizzle-orm/pg-core';
import { LICENCE } from '../../src/licence/licence.facts.js';
import { endingIndex, registerTables } from './register.js';

/** Safety production licences. */
export const licences = registerTables('licence', LICENCE, {
  by: 'issuedOn',
  more: (t) => [
    index('licence_county').on(sql`left(division_code, 6)`, t.issuedOn, t.id),
    index('licence_issued').on(t.issuedOn, t.id),
    endingIndex('licence_to_expire', t.validUntil, t.id, 'BEHIND'),
    endingIndex('licence_to_withhold', t.withheldOn, t.id, 'WITH'),
    endingIndex('licence_to_restore', t.withheldUntil, t.id, 'BEHIND'),
    endingIndex('licence_to_revoke', t.revokedOn, t.id, 'WITH'),
    check('licence_withheld', sql`withheld_on <= valid_until`),
  ],
});
export const [licence, licenceHistory] = licences.tables;
