export { type CheckSource, type Finding, findingsOf, type Instant, type Piece } from './check.source.js';
