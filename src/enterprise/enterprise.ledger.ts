import type { Ledger } from '../exchange/index.js';

/** Enterprises for those who compare the register with the log, or take it out. */
export const enterpriseLedger: Ledger = {
  table: 'enterprise',
  family: 'enterprise',
  withoutVersion: [],
  fields: {
    uscc: 'uscc',
    name: 'name',
    entityType: 'entity_type',
    registeredOn: 'registered_on',
    registeredCapital: 'registered_capital',
    currency: 'currency',
    address: 'address',
    businessScope: 'business_scope',
    division: 'division_code',
    industry: 'industry_code',
    status: 'status',
    validFrom: 'valid_from',
    documentNumber: 'document_number',
  },
  more: {},
};
