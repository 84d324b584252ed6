import type { HazardLevel, HazardState } from '../kernel/vocabulary.js';

/** The steps of a rectification, by the mutation that reports each, and the state that each leads to. */
export const STEP_TARGETS = {
  notifyHazard: 'NOTIFIED',
  listHazard: 'LISTED',
  approveHazardPlan: 'PLAN_APPROVED',
  startRectification: 'RECTIFYING',
  requestHazardExtension: 'EXTENSION_REQUESTED',
  decideHazardExtension: 'RECTIFYING',
  claimHazardCompletion: 'COMPLETION_CLAIMED',
  beginHazardAcceptance: 'ACCEPTANCE',
  acceptHazard: 'DELISTED',
  rejectHazard: 'REJECTED',
  markHazardOverdue: 'OVERDUE',
  escalateHazard: 'ESCALATED',
  suspendHazard: 'SUSPENDED',
  closeHazard: 'CLOSED',
} as const satisfies Record<string, HazardState>;

export type HazardStepName = keyof typeof STEP_TARGETS;
export const HAZARD_STEPS = Object.keys(STEP_TARGETS) as HazardStepName[];

/** An edge of the table: from a state, by a step, at one level or at both; why it is there, and who says so. */
export interface HazardEdge {
  from: HazardState;
  by: HazardStepName;
  to: HazardState;
  /** Null: at both levels. */
  only: HazardLevel | null;
  why: string;
  /** Keys of README.md. */
  source: string;
}

const edge = (
  from: HazardState,
  by: HazardStepName,
  why: string,
  source: string,
  only: HazardLevel | null = null,
): HazardEdge => ({
  from,
  by,
  to: STEP_TARGETS[by],
  only,
  why,
  source,
});

/** The whole table. What it does not name is illegal; README.md gives it with the decisions behind it. */
export const HAZARD_EDGES: readonly HazardEdge[] = [
  // The way of a major hazard: ordered, listed, planned, rectified, accepted. Nothing starts without an order.
  edge('FOUND', 'notifyHazard', 'the regulator orders rectification by a deadline', 'WSL21 65'),
  edge('NOTIFIED', 'listHazard', 'reported to the safety committee office, which lists it', 'FJ 6'),
  edge('LISTED', 'approveHazardPlan', 'a listed hazard is rectified by an approved plan', 'FJ 7'),
  edge('PLAN_APPROVED', 'startRectification', 'the work begins', 'SEED 3.3.5'),
  edge('RECTIFYING', 'claimHazardCompletion', 'the unit asks for acceptance', 'HB20 10'),
  edge('COMPLETION_CLAIMED', 'beginHazardAcceptance', 'on site, with experts or a report', 'HB20 10'),
  edge('ACCEPTANCE', 'acceptHazard', 'the reply cancels the item and permits restart', 'HB20 10'),
  edge('ACCEPTANCE', 'rejectHazard', 'the hazard is still there', 'O16 23'),

  // A general hazard is small and fixable at once: listing and plan may be asked for, and need not be.
  edge('NOTIFIED', 'startRectification', 'fixable at once: no listing, no plan to approve', 'O16 3', 'GENERAL'),
  edge('NOTIFIED', 'approveHazardPlan', 'a plan may be asked for without a listing', 'SEED 3.3.5', 'GENERAL'),

  // Extensions move the deadline, granted; or leave it, refused. The work goes on either way.
  edge('RECTIFYING', 'requestHazardExtension', 'the unit asks the authority that set the deadline', 'QD'),
  edge('EXTENSION_REQUESTED', 'decideHazardExtension', 'granted with a later deadline, or refused', 'QD'),

  // After a refusal the work resumes; or, as the finding may order, it is done with production stopped.
  edge('REJECTED', 'startRectification', 'the regulator orders the rest to be mended', 'O16 23'),
  edge('REJECTED', 'suspendHazard', 'the regulator orders production stopped for rectification', 'O16 23'),

  // Wherever a deadline runs it can pass. It does not run while a claim made in time awaits the authority.
  edge('NOTIFIED', 'markHazardOverdue', 'the order was not followed in time', 'WSL21 102'),
  edge('LISTED', 'markHazardOverdue', 'no plan was approved in time', 'HB20 10'),
  edge('PLAN_APPROVED', 'markHazardOverdue', 'no work was begun in time', 'HB20 10'),
  edge('RECTIFYING', 'markHazardOverdue', 'the work was not done in time', 'HB20 10'),
  edge('EXTENSION_REQUESTED', 'markHazardOverdue', 'a request alone does not stop the deadline', 'SEED 3.3.7'),
  edge('REJECTED', 'markHazardOverdue', 'what was done in time was not accepted', 'GY'),

  // An overdue hazard stays open: the step that was missed is made up for, or supervision rises.
  edge('OVERDUE', 'listHazard', 'listed because it is overdue', 'FJ 6'),
  edge('OVERDUE', 'approveHazardPlan', 'a plan approved late', 'GY'),
  edge('OVERDUE', 'startRectification', 'work begun or resumed late', 'GY'),
  edge('OVERDUE', 'claimHazardCompletion', 'done late', 'GY'),
  edge('OVERDUE', 'escalateHazard', 'the level above takes the supervision over', 'SEED 3.3.6'),
  edge('OVERDUE', 'suspendHazard', 'an order refused: production stopped for rectification', 'WSL21 102'),
  edge('ESCALATED', 'listHazard', 'listed by the level above', 'SEED 3.3.6'),
  edge('ESCALATED', 'approveHazardPlan', 'a plan approved late, under the level above', 'SEED 3.3.6'),
  edge('ESCALATED', 'startRectification', 'work resumed under the level above', 'SEED 3.3.6'),
  edge('ESCALATED', 'claimHazardCompletion', 'done late', 'GY'),
  edge('ESCALATED', 'suspendHazard', 'production stopped for rectification', 'WSL21 102'),
  edge(
    'ESCALATED',
    'closeHazard',
    'a major hazard, penalised 3 times in 180 days or 4 in a year',
    'WSL21 113(1)',
    'MAJOR',
  ),

  // Suspended means: mend it with production stopped. Only acceptance ends that, or closure.
  edge('SUSPENDED', 'claimHazardCompletion', 'done with production stopped', 'SEED 3.3.5'),
  edge('SUSPENDED', 'closeHazard', 'not fit for work even after the suspension', 'WSL21 113(2)'),
];

/** The edges that leave a state at a level, in the table's order. */
export const edgesFrom = (state: HazardState, level: HazardLevel): HazardEdge[] =>
  HAZARD_EDGES.filter((e) => e.from === state && (e.only === null || e.only === level));

/** The states that may follow a state at a level; none after DELISTED and CLOSED. */
export const legalTransitions = (state: HazardState, level: HazardLevel): HazardState[] =>
  edgesFrom(state, level).map((e) => e.to);

/** The edge that a step takes from a state at a level, or null where it is illegal. */
export const edgeOf = (state: HazardState, level: HazardLevel, by: HazardStepName): HazardEdge | null =>
  edgesFrom(state, level).find((e) => e.by === by) ?? null;
