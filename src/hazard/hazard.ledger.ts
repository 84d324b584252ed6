import type { Ledger } from '../exchange/index.js';

/** Hazards for those who compare the register with the log, or take it out; what steps decide is not read back. */
export const hazardLedger: Ledger = {
  table: 'hazard',
  family: 'hazard',
  withoutVersion: ['hazard.overdue'],
  fields: {
    documentNumber: 'document_number',
    uscc: 'uscc',
    division: 'division_code',
    level: 'level',
    description: 'description',
    publicDescription: 'public_description',
    foundOn: 'found_on',
    deadline: 'deadline',
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
