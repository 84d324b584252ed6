import { defineRegister, doublePublicity, named } from '../register/core.js';
import { licenceRules } from './licence.decide.js';
import { licenceEvents } from './licence.events.js';
import { LICENCE } from './licence.facts.js';
import { licenceWords } from './licence.graph.js';
import { licenceSource } from './licence.source.js';
import { licenceStore } from './licence.store.js';

/** Safety production licences 安全生产许可证. */
export const licenceRegister = defineRegister({
  ...named('licence'),
  ...doublePublicity('XK'),
  facts: LICENCE,
  store: licenceStore,
  rules: licenceRules,
  events: licenceEvents,
  endings: [
    { fact: 'validUntil', ends: 'BEHIND', type: 'licence.expired' },
    { fact: 'withheldOn', ends: 'WITH', type: 'licence.withheld' },
    { fact: 'withheldUntil', ends: 'BEHIND', type: 'licence.restored' },
    { fact: 'revokedOn', ends: 'WITH', type: 'licence.revoked' },
  ],
  reinstated: 'licence.reinstated',
  words: licenceWords,
  checkSource: licenceSource,
});
