import { index } from 'drizzle-orm/pg-core';
import { PENALTY } from '../../src/penalty/penalty.facts.js';
import { endingIndex, registerTables } from './register.js';

/** Administrative penalties on enterprises. */
export const penalties = registerTables('penalty', PENALTY, {
  by: 'decidedOn',
  more: ({ decidedOn, publishedUntil, id }) => [
    index('penalty_decided').on(decidedOn, id),
    endingIndex('penalty_to_unpublish', publishedUntil, id, 'BEHIND'),
  ],
});
export const [penalty, penaltyHistory] = penalties.tables;
