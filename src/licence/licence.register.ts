import { defineRegister, doublePublicity } from '../register/core.js';
import { licenceRules } from './licence.decide.js';
import { licenceEvents } from './licence.events.js';
import { LICENCE } from './licence.facts.js';
import { licenceWords } from './licence.graph.js';
import { licenceSource } from './licence.source.js';
import { licenceStore } from './licence.store.js';

const { unused, ...files } = doublePublicity('XK', ['许可决定文书号', '行政许可决定文书号']);

/** Safety production licences 安全生产许可证. */
export const licenceRegister = defineRegister({
  name: 'licences',
  noun: 'licence',
  operation: 'submitLicences',
  facts: LICENCE,
  store: licenceStore,
  reads: 'licence.read',
  submits: 'licence.submit',
  family: 'licence',
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
  files: {
    ...files,
    fields: { state: ['当前状态', 'XK_ZT'] },
    unused: [
      ...unused,
      'XK_XKWS',
      'XK_XKLB',
      'XK_XKZS',
      'XK_XKJGDM',
      'XK_LYDW',
      'XK_LYDWDM',
      '许可类别',
      '许可证书名称',
    ],
  },
  /** A licence that does not stand is not to be taken for one that does: what became of it has a day and a reason. */
  readsAlso: (r) => {
    const state = r.text('state', 20) ?? '0';
    if (!['0', '正常', '有效'].includes(state))
      r.fault('state', 'VALUE', `state ${state} says neither day nor reason: give withheldOn or revokedOn instead`);
  },
});
