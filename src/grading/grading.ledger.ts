import type { Ledger } from '../exchange/index.js';

/** Gradings for those who compare the register with the log, or take it out. */
export const gradingLedger: Ledger = {
  table: 'grading',
  family: 'grading',
  withoutVersion: ['grading.published', 'grading.expired', 'grading.ceased', 'grading.reinstated'],
  fields: {
    documentNumber: 'document_number',
    uscc: 'uscc',
    division: 'division_code',
    standard: 'standard',
    grade: 'grade',
    score: 'score',
    issuedOn: 'issued_on',
    validUntil: 'valid_until',
    gradedBy: 'graded_by',
    publishedOn: 'published_on',
    revokedOn: 'revoked_on',
    revocationReason: 'revocation_reason',
    publicRevocationReason: 'public_revocation_reason',
  },
  numbers: ['score'],
  more: {},
};
