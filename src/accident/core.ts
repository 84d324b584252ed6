import type { EnterpriseDirectory } from '../enterprise/core.js';
import type { Catalogue } from '../reference/core.js';
import { readAccident } from './accident.check.js';
import { reportRegister } from './accident.register.js';

export { accidentClock } from './accident.clock.js';
export { accidentLedger } from './accident.ledger.js';

/** The register as imports write it. */
export const accidentImporter = (directory: EnterpriseDirectory, catalogue: Catalogue) => ({
  read: readAccident,
  register: reportRegister({ directory, catalogue }),
  action: 'accident.submit' as const,
});
