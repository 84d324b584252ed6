export { ImportError } from './import-error.js';
export { type ImportOptions, type ImportSummary, importFile } from './import-file.js';
export { type ImportProgress, type ImportReport, importReport, quiet, type ReportOptions } from './progress.js';
export type { KnownAgency } from './providers.js';
