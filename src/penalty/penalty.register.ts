import { defineRegister, doublePublicity, named } from '../register/core.js';
import { penaltyEvents } from './penalty.events.js';
import { PENALTY } from './penalty.facts.js';
import { penaltyWords } from './penalty.graph.js';
import { penaltySource } from './penalty.source.js';
import { penaltyStore } from './penalty.store.js';

/** Administrative penalties 行政处罚 on enterprises. */
export const penaltyRegister = defineRegister({
  ...named('penalty', 'penalties'),
  ...doublePublicity('CF'),
  facts: PENALTY,
  store: penaltyStore,
  rules: { names: 'a penalty on' },
  events: penaltyEvents,
  endings: [{ fact: 'publishedUntil', ends: 'BEHIND', type: 'penalty.unpublished' }],
  reinstated: 'penalty.reinstated',
  words: penaltyWords,
  checkSource: penaltySource,
});
