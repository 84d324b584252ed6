import { closedEvents } from '../register/core.js';
import { PENALTY } from './penalty.facts.js';
import { isPublic } from './penalty.store.js';

/** A version says whether it is public, or was until now; a last day that was announced as past has told that itself. */
export const penaltyEvents = closedEvents('penalty', PENALTY, ({ row, on }, told) =>
  isPublic(row, on)
    ? 'penalty.published'
    : told && isPublic(told.row, told.on)
      ? 'penalty.withdrawn'
      : 'penalty.recorded',
);
