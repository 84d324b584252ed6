/** What of the kit needs no GraphQL: commands load this door alone. */
export {
  defineRegister,
  type Register,
  type RegisterDefinition,
  type RegisterEvents,
  type RegisterParts,
} from './define.js';
export { type DocumentRules, documentDecision, documentFaults, type Submitted } from './document.decide.js';
export { type Command, documentReader, type FactName, type Row } from './document.js';
export * from './facts.js';
export { RegisterStore, type Stored } from './register.store.js';
export { type RegisterView, registerView, viewName } from './register.view.js';
