import { reject } from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import type { DocumentRules, Submitted } from '../register/core.js';
import type { Grading } from './grading.facts.js';
import type { GradingRow } from './grading.store.js';

/** A grading is valid for three years (应急〔2021〕83号, and 安监总管二〔2011〕 before it). */
const VALIDITY_YEARS = 3;

/** VALID, EXPIRED (after its last day) or REVOKED (from the day of revocation on), as of a day. */
export function gradingStatus(
  row: Pick<GradingRow, 'validUntil' | 'revokedOn'>,
  on: string,
): 'VALID' | 'EXPIRED' | 'REVOKED' {
  if (row.revokedOn !== null && row.revokedOn <= on) return 'REVOKED';
  return row.validUntil < on ? 'EXPIRED' : 'VALID';
}

/** The last day of validity: as said, else as it stands, else three years from issue; a validity of three years follows the issue. */
function lastDay({ command: { issuedOn, validUntil }, current }: Submitted<Grading>): string {
  const latest = addYears(issuedOn, VALIDITY_YEARS);
  if (validUntil !== undefined || !current) return validUntil ?? latest;
  return current.validUntil === addYears(current.issuedOn, VALIDITY_YEARS) ? latest : current.validUntil;
}

/** A document number names one grading of one enterprise for good; everything else of it may be corrected by a new version. */
export const gradingRules: DocumentRules<Grading> = {
  names: 'the grading of',
  complete: (values, submitted) => {
    // A revocation that is taken back takes what was said of it along.
    const takenBack = values.revokedOn === null && submitted.command.publicRevocationReason === undefined;
    return { ...values, validUntil: lastDay(submitted), ...(takenBack && { publicRevocationReason: null }) };
  },
  faults: ({ issuedOn, validUntil, publishedOn, revokedOn, revocationReason, publicRevocationReason }) => {
    const latest = addYears(issuedOn, VALIDITY_YEARS);
    const both = 'a revocation has both a date (revokedOn) and a reason (revocationReason)';
    return [
      validUntil <= issuedOn &&
        reject('VALIDITY', `validUntil ${validUntil} is not after issuedOn ${issuedOn}`, 'validUntil'),
      validUntil > latest &&
        reject('VALIDITY', `a grading is valid for three years at most: until ${latest}`, 'validUntil'),
      publishedOn !== null &&
        publishedOn < issuedOn &&
        reject('ORDER', `published ${publishedOn} before it was issued ${issuedOn}`, 'publishedOn'),
      (revokedOn === null) !== (revocationReason === null) && reject('REVOCATION', both, 'revocationReason'),
      revokedOn === null &&
        publicRevocationReason !== null &&
        reject('REVOCATION', 'what is said of a revocation needs its date (revokedOn)', 'publicRevocationReason'),
      revokedOn !== null &&
        revokedOn < issuedOn &&
        reject('ORDER', `revoked ${revokedOn} before it was issued ${issuedOn}`, 'revokedOn'),
    ];
  },
};
