export type { Importer, Intake, LedgerEntry, RegisterEntry, RegisterParts, SubmitAction } from './entry.js';
export { type RegisterHeaders, wholeHeaders } from './files.js';
