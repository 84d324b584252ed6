import type { Ledger } from '../../exchange/index.js';

/** Cases for those who compare them with the log, or take them out. They have no import: the linkage decides them. */
export const caseLedger: Ledger = {
  table: 'linkage_case',
  family: 'restriction',
  withoutVersion: ['restriction.expired', 'restriction.published', 'restriction.removed'],
  countyOnly: true,
  fields: {},
  more: {
    key: 'key',
    uscc: 'uscc',
    division: 'division_code',
    policy: 'policy_code',
    policyVersion: 'policy_version',
    trigger: 'trigger_code',
    factDay: 'fact_day',
    level: 'level',
    state: 'state',
    proposedOn: 'proposed_on',
    decidedOn: 'decided_on',
    effectiveFrom: 'effective_from',
    effectiveUntil: 'effective_until',
    publishedOn: 'published_on',
    endedOn: 'ended_on',
    endedBy: 'ended_by',
    step: 'step',
    reason: 'reason',
  },
};
