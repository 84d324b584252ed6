import type { EventRow } from '../log/event.js';
import type { EventScope } from '../log/event.scope.js';

/**
 * Which past events a scope is no longer shown, by position: the log keeps them, and the room that sent them says when publicity or
 * sharing has ended. What is told as it happens is never held back.
 */
export type Discretion = (scope: EventScope, events: readonly EventRow[]) => Promise<ReadonlySet<number>>;

/** Everything is shown. */
export const OPEN: Discretion = async () => new Set();
