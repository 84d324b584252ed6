import { defineRegister, refusePersons } from '../register/core.js';
import { penaltyRules } from './penalty.decide.js';
import { penaltyEvents } from './penalty.events.js';
import { PENALTY } from './penalty.facts.js';
import { penaltyFiles } from './penalty.files.js';
import { penaltyWords } from './penalty.graph.js';
import { penaltySource } from './penalty.source.js';
import { penaltyStore } from './penalty.store.js';

/** Administrative penalties 行政处罚 on enterprises. */
export const penaltyRegister = defineRegister({
  name: 'penalties',
  noun: 'penalty',
  operation: 'submitPenalties',
  facts: PENALTY,
  store: penaltyStore,
  reads: 'penalty.read',
  submits: 'penalty.submit',
  family: 'penalty',
  rules: penaltyRules,
  events: penaltyEvents,
  endings: [{ fact: 'publishedUntil', ends: 'BEHIND', type: 'penalty.unpublished' }],
  reinstated: 'penalty.reinstated',
  words: penaltyWords,
  checkSource: penaltySource,
  files: penaltyFiles,
  readsAlso: refusePersons,
});
