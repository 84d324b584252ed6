import type { CheckReason } from '../kernel/vocabulary.js';
import { reasonsOf } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import { type LicenceRow, licenceStore } from './licence.store.js';

/**
 * What a bank must weigh of a company's licences: any that is withheld; and one that was revoked, until another of its kind is in force that
 * was issued after that day. A licence beside it mends nothing: each mine has its own.
 */
export function licenceReasons(licences: readonly LicenceRow[], on: string): CheckReason[] {
  const stands = (row: LicenceRow) => licenceStatus(row, on);
  const replaced = ({ kind, revokedOn }: LicenceRow) =>
    licences.some((l) => l.kind === kind && l.issuedOn > (revokedOn as string) && stands(l) === 'VALID');
  const reasons: CheckReason[] = [];
  if (licences.some((l) => stands(l) === 'REVOKED' && !replaced(l))) reasons.push('LICENCE_REVOKED');
  if (licences.some((l) => stands(l) === 'WITHHELD')) reasons.push('LICENCE_WITHHELD');
  return reasons;
}

/** What a credit check weighs of licences. */
export const licenceSource = reasonsOf('licence', 'licence.read', licenceStore, licenceReasons);
