import type { Ledger } from '../exchange/index.js';
import { documentFields } from '../register/core.js';
import { REPORT } from './accident.facts.js';
import { registerStore } from './register.store.js';

/** Accidents for those who compare the register with the log, or take it out; what amendments decide is not read back. */
export const accidentLedger: Ledger = {
  table: 'accident',
  family: 'accident',
  withoutVersion: ['accident.published'],
  ...documentFields(registerStore, Object.keys(REPORT)),
  more: {
    level: 'level',
    status: 'status',
    concludedOn: 'concluded_on',
    publishedOn: 'published_on',
  },
};
