import type { Ledger } from '../exchange/index.js';

/** Ratings for those who compare the register with the log, or take it out. */
export const ratingLedger: Ledger = {
  table: 'rating',
  family: 'credit',
  withoutVersion: ['credit.expired', 'credit.reinstated'],
  fields: {
    documentNumber: 'document_number',
    uscc: 'uscc',
    division: 'division_code',
    level: 'level',
    ratedOn: 'rated_on',
    ratedBy: 'rated_by',
    validUntil: 'valid_until',
    basis: 'basis',
  },
  more: {},
};
