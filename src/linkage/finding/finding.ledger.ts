import type { Ledger } from '../../exchange/index.js';

/** Findings for those who compare the register with the log, or take it out. */
export const findingLedger: Ledger = {
  table: 'finding',
  family: 'finding',
  withoutVersion: [],
  fields: {
    documentNumber: 'document_number',
    uscc: 'uscc',
    division: 'division_code',
    kind: 'kind',
    foundOn: 'found_on',
    accidentId: 'accident_id',
    penalised: 'penalised',
    grave: 'grave',
    basis: 'basis',
    withdrawnOn: 'withdrawn_on',
    withdrawalReason: 'withdrawal_reason',
  },
  more: {},
};
