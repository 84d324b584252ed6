import type { Ledger } from '../exchange/index.js';

/** Accidents for those who compare the register with the log, or take it out; what amendments decide is not read back. */
export const accidentLedger: Ledger = {
  table: 'accident',
  family: 'accident',
  withoutVersion: ['accident.published'],
  fields: {
    documentNumber: 'document_number',
    uscc: 'uscc',
    division: 'division_code',
    occurredAt: 'occurred_at',
    reportedAt: 'reported_at',
    category: 'category',
    deaths: 'deaths',
    seriousInjuries: 'serious_injuries',
    missing: 'missing',
    directEconomicLoss: 'direct_economic_loss',
    description: 'description',
    publicDescription: 'public_description',
    responsibility: 'responsibility',
  },
  numbers: ['deaths', 'seriousInjuries', 'missing'],
  more: {
    level: 'level',
    status: 'status',
    concludedOn: 'concluded_on',
    publishedOn: 'published_on',
  },
};
