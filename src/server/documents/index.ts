export { type BrokenOperation, brokenAmong, printedApi, reportBroken } from './api.js';
export { documentCheck } from './check.js';
export type { Count } from './count.js';
export { withoutSuggestions } from './disclosure.js';
export {
  type Admitted,
  type DocumentCounters,
  type DocumentSettings,
  Documents,
  documentSettings,
} from './documents.js';
export { textOf, withQuery } from './persisted.js';
export type { Ready } from './prepare.js';
export { type Share, shareOfViewer } from './share.js';
export { type Named, TrustedDocuments } from './trusted.js';
