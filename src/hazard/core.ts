import type { RegisterEntry, RegisterParts } from '../register/core.js';
import { readHazard } from './hazard.check.js';
import { hazardClock } from './hazard.clock.js';
import { hazardDays } from './hazard.days.js';
import { hazardHeaders } from './hazard.files.js';
import { hazardLedger } from './hazard.ledger.js';
import { hazardRegister } from './hazard.register.js';

/** The register in the one list: imports write its reports. */
export const hazardEntry = {
  action: 'hazard.submit',
  ledger: hazardLedger,
  headers: hazardHeaders,
  importer: (parts: RegisterParts) => ({
    read: readHazard,
    register: hazardRegister(parts),
  }),
  clockWorks: () => [hazardClock],
  dayWorks: () => [hazardDays],
} satisfies RegisterEntry;
