import type { CheckReason } from '../kernel/vocabulary.js';
import { reasonsOf } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import { type LicenceRow, licenceStore } from './licence.store.js';
import type { LicenceStatus } from './licence.words.js';

/** What a bank must weigh: a licence that is withheld, and one that was revoked until another of its kind, issued since, is in force. */
export function licenceReasons(licences: readonly LicenceRow[], on: string): CheckReason[] {
  const those = (status: LicenceStatus) => licences.filter((row) => licenceStatus(row, on) === status);
  const replaced = ({ kind, revokedOn }: LicenceRow) =>
    those('VALID').some((l) => l.kind === kind && l.issuedOn > (revokedOn as string));
  const revoked: CheckReason[] = those('REVOKED').every(replaced) ? [] : ['LICENCE_REVOKED'];
  return those('WITHHELD').length > 0 ? [...revoked, 'LICENCE_WITHHELD'] : revoked;
}

export const licenceSource = reasonsOf('licence', 'licence.read', licenceStore, licenceReasons);
