import type { EventRow } from '../log/event.js';
import type { EventScope } from '../log/event.scope.js';
import type { EventType } from '../log/event.types.js';

/** A subscription as the server has checked it: authorised, its arguments read. */
export interface PushOperation {
  /** Operations with equal keys answer every event alike: same document, variables and permission scope. */
  key: string;
  scope: EventScope;
  types: readonly EventType[];
  matches(event: EventRow): boolean;
  /** Called when a subscriber begins; what it answers is called when that one ends. */
  hold?: (() => () => void) | undefined;
  /** Executes the operation for an event: the answer's JSON text. Never rejects; what fails is in the answer. */
  render(event: EventRow): Promise<string>;
}
