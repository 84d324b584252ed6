import { reasonsOf } from '../register/core.js';
import { penaltyStore } from './penalty.store.js';

/** What a credit check weighs of penalties: one that is public on the day, whatever it imposes. */
export const penaltySource = reasonsOf('penalty', 'penalty.read', penaltyStore, () => ['PENALTY_IN_FORCE'], {
  whole: true,
  // That a penalty was never public stays its authorities' own.
  without: ['penalty.recorded'],
});
