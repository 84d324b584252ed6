import type { EventType } from '../exchange/core.js';
import { publicEvents } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import { LICENCE } from './licence.facts.js';
import type { LicenceStatus } from './licence.words.js';

const BEGUN: Partial<Record<LicenceStatus, EventType>> = { WITHHELD: 'licence.withheld', REVOKED: 'licence.revoked' };

/** Licences are public once they are issued 双公示. A version says where its licence stands from now on, where that was not told. */
export const licenceEvents = publicEvents('licence', LICENCE, ({ row, on }, told) => {
  const now = licenceStatus(row, on);
  const was = told && licenceStatus(told.row, told.on);
  if (BEGUN[now] && now !== was) return BEGUN[now];
  if (!was) return 'licence.issued';
  return BEGUN[was] && now === 'VALID' ? 'licence.restored' : 'licence.changed';
});
