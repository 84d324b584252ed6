/** What of the kit needs no GraphQL: commands load this door alone. */
export {
  defineRegister,
  documentFields,
  placeFacts,
  type Register,
  type RegisterDefinition,
  type RegisterEvents,
  type RegisterParts,
} from './define.js';
export { type DocumentRules, documentDecision, documentFaults, type Submitted, saysSame } from './document.decide.js';
export { type Command, documentReader, type FactName, type Kept, type Row, readFacts } from './document.js';
export * from './facts.js';
export { RegisterStore, type Stored } from './register.store.js';
export { type RegisterView, registerView, viewName } from './register.view.js';
