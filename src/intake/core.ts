export { readHeaderMap } from './columns/header-map.js';
export { type ImportOptions, type ImportSummary, importFile } from './run/import-file.js';
export { type ImportProgress, type ImportReport, importReport, quiet, type ReportOptions } from './run/progress.js';
export type { KnownAgency } from './run/providers.js';
export { csvText } from './table/csv-text.js';
export { ImportError } from './table/import-error.js';
