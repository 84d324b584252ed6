import type { CheckReason } from '../kernel/vocabulary.js';
import { reasonsOf } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import { type LicenceRow, licenceStore } from './licence.store.js';
import type { LicenceStatus } from './licence.words.js';

/** What a bank must weigh of where a licence stands. */
const REASON: Partial<Record<LicenceStatus, CheckReason>> = {
  WITHHELD: 'LICENCE_WITHHELD',
  REVOKED: 'LICENCE_REVOKED',
};

/** What a bank must weigh of the licences issued last, of each kind one. */
export const licenceReasons = (latest: LicenceRow[], on: string): CheckReason[] =>
  latest.flatMap((row) => REASON[licenceStatus(row, on)] ?? []);

export const licenceSource = reasonsOf('licence', 'licence.read', licenceStore, licenceReasons);
