import { defineRegister } from '../register/core.js';
import { gradingRules } from './grading.decide.js';
import { gradingEnding, gradingEvent, gradingReinstated, gradingRetracted } from './grading.events.js';
import { GRADING } from './grading.facts.js';
import { gradingWords } from './grading.graph.js';
import { publicationClock, publicationDay } from './grading.publication.js';
import { gradingSource } from './grading.source.js';
import { gradingStore } from './grading.store.js';

/** Results of safety-standardisation grading 安全生产标准化评审定级. */
export const gradingRegister = defineRegister({
  name: 'gradings',
  noun: 'grading',
  operation: 'submitGradings',
  facts: GRADING,
  store: gradingStore,
  reads: 'grading.read',
  submits: 'grading.submit',
  family: 'grading',
  rules: gradingRules,
  events: {
    version: gradingEvent,
    retracted: gradingRetracted,
    ended: gradingEnding,
    reinstated: gradingReinstated,
  },
  endings: [
    { fact: 'validUntil', ends: 'BEHIND', type: 'grading.expired' },
    { fact: 'revokedOn', ends: 'WITH', type: 'grading.ceased' },
  ],
  reinstated: 'grading.reinstated',
  withoutVersion: ['grading.published'],
  more: { dayWorks: [publicationDay], clockWorks: [publicationClock] },
  words: gradingWords,
  checkSource: gradingSource,
  files: { documentNumber: ['文书编号', '证书编号', '公告编号'] },
  order: {
    input: [
      ...['documentNumber', 'uscc', 'standard', 'grade', 'issuedOn', 'validUntil', 'score', 'gradedBy'],
      ...['publishedOn', 'revokedOn', 'revocationReason', 'publicRevocationReason', 'division'],
    ],
  },
});
