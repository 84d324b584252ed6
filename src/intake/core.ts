export { type ImportOptions, importFile } from './run/import-file.js';
export { type Limit, TooManyRejected } from './run/limit.js';
export { type ImportProgress, type ImportReport, importReport, quiet, type ReportOptions } from './run/progress.js';
export type { KnownAgency } from './run/providers.js';
export type { Change, Counts, ImportSummary, RowFault } from './run/summary.js';
export { csvText } from './table/csv-text.js';
export { ImportError } from './table/import-error.js';
export type { ReadOptions } from './table/table.js';
