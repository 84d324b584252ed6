/** What of the kit needs no GraphQL: commands load this door alone. */

export {
  type CheckSource,
  type Finding,
  findingsOf,
  type Instant,
  NO_REASONS,
  type Piece,
  reasonsOf,
} from './check.source.js';
export { defineRegister, named } from './define.js';
export type { Register, RegisterDefinition, RegisterEntry, RegisterEvents } from './definition.js';
export { documentFields, documentHeaders, placeFacts } from './document.batch.js';
export { type DocumentRules, documentDecision, documentFaults, type Submitted, saysSame } from './document.decide.js';
export { type Command, documentReader, type FactName, type Kept, type Row, readFacts } from './document.js';
export { doublePublicity } from './double-publicity.js';
export type { Importer, Intake, LedgerEntry, RegisterParts, SubmitAction } from './entry.js';
export * from './facts.js';
export { type RegisterHeaders, wholeHeaders } from './files.js';
export { PERSON_PARTY, refusePersons } from './party.js';
export { closedEvents, publicEvents } from './public.events.js';
export { RegisterStore, type Stored } from './register.store.js';
export { type RegisterView, registerView, viewName } from './register.view.js';
export { type FilterField, type RegisterWords, submissionWords } from './words.js';
