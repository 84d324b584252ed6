import type { RegisterEntry, RegisterParts } from '../register/core.js';
import { readAccident } from './accident.check.js';
import { accidentClock } from './accident.clock.js';
import { accidentDays } from './accident.days.js';
import { accidentHeaders } from './accident.files.js';
import { accidentLedger } from './accident.ledger.js';
import { reportRegister } from './accident.register.js';

/** The register in the one list. */
export const accidentEntry = {
  action: 'accident.submit',
  ledger: accidentLedger,
  headers: accidentHeaders,
  importer: (parts: RegisterParts) => ({
    read: readAccident,
    register: reportRegister(parts),
  }),
  clockWorks: () => [accidentClock],
  dayWorks: () => [accidentDays],
} satisfies RegisterEntry;
