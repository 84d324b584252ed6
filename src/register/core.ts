export { type CheckSource, type Finding, findingsOf, type Instant, NO_REASONS, type Piece } from './check.source.js';
