import { defineRegister } from '../register/core.js';
import { findingRules } from './finding.decide.js';
import { findingEvent, findingRetracted } from './finding.events.js';
import { FINDING } from './finding.facts.js';
import { findingWords } from './finding.graph.js';
import { findingStore } from './finding.store.js';

/** Findings of authorities 违法失信行为认定 against enterprises. */
export const findingRegister = defineRegister({
  name: 'findings',
  noun: 'finding',
  operation: 'submitFindings',
  facts: FINDING,
  store: findingStore,
  reads: 'finding.read',
  submits: 'finding.submit',
  family: 'finding',
  rules: findingRules,
  events: { version: findingEvent, retracted: findingRetracted },
  words: findingWords,
  order: {
    input: [
      ...['documentNumber', 'uscc', 'division', 'kind', 'foundOn', 'accidentId', 'penalised', 'grave'],
      ...['basis', 'withdrawnOn', 'withdrawalReason'],
    ],
    type: [
      ...['kind', 'foundOn', 'penalised', 'grave', 'withdrawnOn', 'id', 'documentNumber', 'basis', 'withdrawalReason'],
      ...['enterprise', 'division', 'accidentId', 'provenance', 'history'],
    ],
    version: ['kind', 'foundOn', 'penalised', 'grave', 'withdrawnOn', 'recordedAt', 'basis', 'withdrawalReason'],
  },
});
