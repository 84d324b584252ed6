import type { CheckReason } from '../kernel/vocabulary.js';
import { reasonsOf } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import { licenceStore } from './licence.store.js';
import type { LicenceStatus } from './licence.words.js';

const REASON: Partial<Record<LicenceStatus, CheckReason>> = {
  WITHHELD: 'LICENCE_WITHHELD',
  REVOKED: 'LICENCE_REVOKED',
};

/** What a credit check weighs of the licences issued last, of each kind one. */
export const licenceSource = reasonsOf('licence', 'licence.read', licenceStore, (latest, on) =>
  latest.flatMap((row) => REASON[licenceStatus(row, on)] ?? []),
);
