import type { EnterpriseDirectory } from '../enterprise/core.js';
import type { Catalogue } from '../reference/core.js';
import { readHazard } from './hazard.check.js';
import { hazardRegister } from './hazard.register.js';

export { hazardClock } from './hazard.clock.js';
export { hazardLedger } from './hazard.ledger.js';

/** The register as imports write it: reports. */
export const hazardImporter = (directory: EnterpriseDirectory, catalogue: Catalogue) => ({
  read: readHazard,
  register: hazardRegister({ directory, catalogue }),
  action: 'hazard.submit' as const,
});
