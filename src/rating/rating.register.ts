import { defineRegister } from '../register/core.js';
import { ratingRules } from './rating.decide.js';
import { ratingEvent, ratingExpired, ratingReinstated, ratingRetracted } from './rating.events.js';
import { RATING } from './rating.facts.js';
import { ratingWords } from './rating.graph.js';
import { ratingSource } from './rating.source.js';
import { ratingStore } from './rating.store.js';

/** Credit ratings 信用评级 of enterprises by credit offices. */
export const ratingRegister = defineRegister({
  name: 'ratings',
  noun: 'rating',
  operation: 'submitRatings',
  facts: RATING,
  store: ratingStore,
  reads: 'rating.read',
  submits: 'rating.submit',
  family: 'credit',
  rules: ratingRules,
  events: {
    version: ratingEvent,
    retracted: ratingRetracted,
    ended: (_type, row) => ratingExpired(row),
    reinstated: ratingReinstated,
  },
  endings: [{ fact: 'validUntil', ends: 'BEHIND', type: 'credit.expired' }],
  reinstated: 'credit.reinstated',
  words: ratingWords,
  checkSource: ratingSource,
  order: {
    file: ['level', 'ratedOn', 'ratedBy', 'validUntil', 'basis'],
    input: ['documentNumber', 'uscc', 'level', 'ratedOn', 'ratedBy', 'validUntil', 'basis', 'division'],
    type: [
      ...['documentNumber', 'level', 'ratedBy', 'ratedOn', 'validUntil', 'basis'],
      ...['enterprise', 'provenance', 'history'],
    ],
    version: ['level', 'ratedBy', 'ratedOn', 'validUntil', 'basis', 'provenance'],
  },
});
