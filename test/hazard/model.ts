import type { HazardStepName } from '../../src/hazard/hazard.machine.js';
import type { HazardLevel, HazardState } from '../../src/kernel/vocabulary.js';

type At = HazardLevel | 'both';

/** The legal steps of each state, written down a second time by hand: the tests hold the machine to it. */
export const LEGAL: Record<HazardState, Partial<Record<HazardStepName, At>>> = {
  FOUND: { notifyHazard: 'both' },
  NOTIFIED: {
    listHazard: 'both',
    approveHazardPlan: 'GENERAL',
    startRectification: 'GENERAL',
    markHazardOverdue: 'both',
  },
  LISTED: { approveHazardPlan: 'both', markHazardOverdue: 'both' },
  PLAN_APPROVED: { startRectification: 'both', markHazardOverdue: 'both' },
  RECTIFYING: { requestHazardExtension: 'both', claimHazardCompletion: 'both', markHazardOverdue: 'both' },
  EXTENSION_REQUESTED: { decideHazardExtension: 'both', markHazardOverdue: 'both' },
  COMPLETION_CLAIMED: { beginHazardAcceptance: 'both' },
  ACCEPTANCE: { acceptHazard: 'both', rejectHazard: 'both' },
  REJECTED: { startRectification: 'both', suspendHazard: 'both', markHazardOverdue: 'both' },
  DELISTED: {},
  OVERDUE: {
    listHazard: 'both',
    approveHazardPlan: 'both',
    startRectification: 'both',
    claimHazardCompletion: 'both',
    escalateHazard: 'both',
    suspendHazard: 'both',
  },
  ESCALATED: {
    listHazard: 'both',
    approveHazardPlan: 'both',
    startRectification: 'both',
    claimHazardCompletion: 'both',
    suspendHazard: 'both',
    closeHazard: 'MAJOR',
  },
  SUSPENDED: { claimHazardCompletion: 'both', closeHazard: 'both' },
  CLOSED: {},
};
