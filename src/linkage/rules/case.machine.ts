import type { CaseState } from './case.js';

/** The steps of a case that an agency takes, by mutation. What follows from facts is in change.ts. */
export const CASE_STEPS = [
  'servePriorNotice',
  'recordStatement',
  'recordObjection',
  'requestHearing',
  'holdHearing',
  'waiveHearing',
  'decideCase',
  'dropCase',
  'revokeDecision',
  'applyForRepair',
  'approveRepair',
  'refuseRepair',
  'restoreListing',
] as const;
export type CaseStepName = (typeof CASE_STEPS)[number];

/** An edge of the table: why it is there, and who says so. */
export interface CaseEdge {
  from: CaseState;
  by: CaseStepName;
  to: CaseState;
  why: string;
  /** Keys of README.md. */
  source: string;
}
