import type { Ledger } from '../exchange/index.js';
import { documentFields } from '../register/core.js';
import { REPORT } from './hazard.facts.js';
import { hazardRecords } from './hazard-record.store.js';

/** Hazards for those who compare the register with the log, or take it out; what steps decide is not read back. */
export const hazardLedger: Ledger = {
  table: 'hazard',
  family: 'hazard',
  withoutVersion: ['hazard.overdue'],
  fields: {
    ...documentFields(hazardRecords, Object.keys(REPORT)).fields,
    'fiveImplementations.measures': 'plan_measures',
    'fiveImplementations.responsible': 'plan_responsible',
    'fiveImplementations.funds': 'plan_funds',
    'fiveImplementations.deadline': 'plan_deadline',
    'fiveImplementations.plan': 'plan_document',
  },
  more: {
    status: 'state',
    statusSince: 'state_since',
    listedOn: 'listed_on',
  },
};
