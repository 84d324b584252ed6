import { type CheckSource, findingsOf, NO_REASONS } from '../register/core.js';
import { penaltyStore } from './penalty.store.js';

/** Types of events behind which a penalty is public, or not any more. */
const TURNS = [
  'penalty.published',
  'penalty.withdrawn',
  'penalty.unpublished',
  'penalty.reinstated',
  'penalty.retracted',
] as const;

/** What a credit check weighs of penalties: one that is public on the day, whoever checks. */
export const penaltySource: CheckSource<null, 'penalty'> = {
  name: 'penalty',
  sql: (sql, { on, known }, codes) => penaltyStore.forCheck(sql, on, known, codes),
  read: (rows, _at, usccs) =>
    findingsOf(rows as { uscc: string }[], usccs, (own) => ({
      found: null,
      reasons: own.length > 0 ? ['PENALTY_IN_FORCE'] : NO_REASONS,
    })),
  weighedBy: TURNS,
  // Their authorities alone read them; that a check may answer otherwise is for whoever checks.
  whole: TURNS,
};
