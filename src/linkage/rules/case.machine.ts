import type { CaseState } from './case.js';

/** The steps of a case that an agency takes, and the state that each leads to. What follows from facts is in change.ts. */
export const CASE_STEP_TARGETS = {
  servePriorNotice: 'PRIOR_NOTICE',
  recordStatement: 'STATEMENT',
  recordObjection: 'OBJECTION',
  requestHearing: 'HEARING',
  holdHearing: 'HEARING',
  waiveHearing: 'STATEMENT',
  decideCase: 'IN_FORCE',
  dropCase: 'WITHDRAWN',
  revokeDecision: 'WITHDRAWN',
  applyForRepair: 'REPAIR_REQUESTED',
  approveRepair: 'LIFTED',
  refuseRepair: 'IN_FORCE',
  restoreListing: 'IN_FORCE',
} as const satisfies Record<string, CaseState>;

export type CaseStepName = keyof typeof CASE_STEP_TARGETS;
export const CASE_STEPS = Object.keys(CASE_STEP_TARGETS) as CaseStepName[];

/** An edge of the table: why it is there, and who says so. */
export interface CaseEdge {
  from: CaseState;
  by: CaseStepName;
  to: CaseState;
  why: string;
  /** Keys of README.md. */
  source: string;
}

const edge = (from: CaseState, by: CaseStepName, why: string, source: string): CaseEdge => ({
  from,
  by,
  to: CASE_STEP_TARGETS[by],
  why,
  source,
});

/** The whole table. What it does not name is illegal; README.md gives it with the decisions behind it. */
export const CASE_EDGES: readonly CaseEdge[] = [
  // Nothing is decided before the party was told of time, facts, basis, measures and rights.
  edge('PROPOSED', 'servePriorNotice', 'the party is told what is proposed, on what facts, and its rights', 'PEN21 44'),

  // The party is heard, in any order, and never to its disadvantage.
  edge('PRIOR_NOTICE', 'recordStatement', 'statement and defence are heard', 'PEN21 45'),
  edge('OBJECTION', 'recordStatement', 'statement and defence are heard', 'PEN21 45'),
  edge('PRIOR_NOTICE', 'recordObjection', 'the party disputes the facts: they are checked again', 'GBF49'),
  edge('STATEMENT', 'recordObjection', 'the party disputes the facts: they are checked again', 'GBF49'),
  edge('PRIOR_NOTICE', 'requestHearing', 'asked for within the days that the policy gives', 'PEN21 63'),
  edge('STATEMENT', 'requestHearing', 'a statement does not use up the right to a hearing', 'PEN21 63'),
  edge('OBJECTION', 'requestHearing', 'an objection does not use up the right to a hearing', 'PEN21 63'),
  edge('HEARING', 'holdHearing', 'announced in time, and held', 'PEN21 64'),
  edge('HEARING', 'waiveHearing', 'the party takes its request back, or stays away without reason', 'PEN21 64'),

  // The decision, after the periods have run and a hearing that was asked for was held.
  edge('PRIOR_NOTICE', 'decideCase', 'the periods have run and the party was silent', 'MEM11'),
  edge('STATEMENT', 'decideCase', 'the statement was heard', 'MEM11'),
  edge('OBJECTION', 'decideCase', 'the facts were checked and stand', 'MEM11'),
  edge('HEARING', 'decideCase', 'the hearing was held', 'PEN21 65'),

  // Until then the authority may find that there is nothing to decide.
  edge('PROPOSED', 'dropCase', 'out of scope, not penalised, not grave, or not proven', 'MEM11'),
  edge('PRIOR_NOTICE', 'dropCase', 'not proven', 'PEN21 57'),
  edge('STATEMENT', 'dropCase', 'the defence holds', 'PEN21 45'),
  edge('OBJECTION', 'dropCase', 'the objection holds', 'GBF49'),
  edge('HEARING', 'dropCase', 'the hearing showed that it does not stand', 'PEN21 65'),

  // A decision that was wrong is taken back, also after its term: it should never have been.
  edge('IN_FORCE', 'revokeDecision', 'the authority or a court took it back', 'PEN21 75'),
  edge('REPAIR_REQUESTED', 'revokeDecision', 'the authority or a court took it back', 'PEN21 75'),

  // Repair: publicity, sharing and sanctions end together.
  edge('IN_FORCE', 'applyForRepair', 'after the shortest term, duties done', 'MEM11; NDRC36'),
  edge('REPAIR_REQUESTED', 'approveRepair', 'all conditions confirmed', 'MEM11; NDRC36'),
  edge('REPAIR_REQUESTED', 'refuseRepair', 'a condition is not met', 'MEM11; NDRC36'),
  edge('LIFTED', 'restoreListing', 'the repair was got by fraud', 'MEM11'),
];

/** The edges that leave a state, in the table's order. */
export const caseEdgesFrom = (state: CaseState): CaseEdge[] => CASE_EDGES.filter((e) => e.from === state);

/** The edge that a step takes from a state, or null where it is illegal. */
export const caseEdgeOf = (state: CaseState, by: CaseStepName): CaseEdge | null =>
  caseEdgesFrom(state).find((e) => e.by === by) ?? null;
