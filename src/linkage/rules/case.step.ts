import { badInput, HubError } from '../../kernel/errors.js';
import { guardOf, type StepFields } from './case.guard.js';
import type { KnownCase } from './case.js';
import { CASE_STEP_TARGETS, type CaseStepName, caseEdgeOf, caseEdgesFrom } from './case.machine.js';
import type { CaseStep, StepContext } from './case.step.type.js';

/** What a step must say, and what it may say beside that; of any step a document and a reason are taken. */
const ASKS: Record<CaseStepName, { must: StepFields; may: StepFields }> = {
  servePriorNotice: { must: ['documentNumber'], may: [] },
  recordStatement: { must: [], may: [] },
  recordObjection: { must: [], may: [] },
  requestHearing: { must: [], may: [] },
  holdHearing: { must: ['announcedOn'], may: [] },
  waiveHearing: { must: [], may: [] },
  decideCase: { must: ['documentNumber'], may: ['penaltyDocumentNumber', 'gravity'] },
  dropCase: { must: ['reason'], may: [] },
  revokeDecision: { must: ['documentNumber', 'reason'], may: [] },
  applyForRepair: { must: [], may: [] },
  approveRepair: { must: ['documentNumber'], may: ['confirmed'] },
  refuseRepair: { must: ['reason'], may: [] },
  restoreListing: { must: ['documentNumber', 'reason'], may: [] },
};
const FIELDS: StepFields = ['documentNumber', 'reason', 'penaltyDocumentNumber', 'gravity', 'announcedOn', 'confirmed'];

/** ILLEGAL_TRANSITION: names the ways that are open, for a person and (from, to, legal) for a program. */
function illegal({ key, state }: KnownCase, by: CaseStepName): HubError {
  const to = CASE_STEP_TARGETS[by];
  const open = caseEdgesFrom(state);
  const ways = open.map((e) => `${e.to} (${e.by})`).join(', ');
  const message = `${by}: case ${key} cannot go from ${state} to ${to}; legal: ${ways || `none, ${state} is final`}`;
  return new HubError('ILLEGAL_TRANSITION', message, { from: state, to, legal: [...new Set(open.map((e) => e.to))] });
}

/** The step's own faults: what it lacks, what it says too much, and a day out of order. */
function refuseFaults(step: CaseStep, { state, since, factDay }: KnownCase, today: string): void {
  // The hub only proposes: an authority may have served its notice before the hub learned of the facts.
  const earliest = state === 'PROPOSED' ? factDay : since;
  const { must, may } = ASKS[step.by];
  const empty = (field: StepFields[number]) => step[field] === null || step[field]?.length === 0;
  const problems = FIELDS.flatMap((field) => {
    const path = `input.${field}`;
    if (must.includes(field)) return empty(field) ? [{ path, code: 'REQUIRED', message: `${step.by} needs it` }] : [];
    if (empty(field) || may.includes(field) || field === 'documentNumber' || field === 'reason') return [];
    return [{ path, code: 'REFUSED', message: `${step.by} takes none: leave it out` }];
  });
  const order = (code: string, message: string) => problems.push({ path: 'input.on', code, message });
  if (step.on > today) order('FUTURE', `${step.on} is after today, ${today}`);
  if (step.on < earliest) order('ORDER', `${step.on} is before the fact or the step before, ${earliest}`);
  if (problems.length > 0) throw badInput(problems);
}

/** The case after the step. Throws ILLEGAL_TRANSITION with the legal ways, or BAD_USER_INPUT with what the step lacks. */
export function takeStep(step: CaseStep, current: KnownCase, context: StepContext): KnownCase {
  const edge = caseEdgeOf(current.state, step.by);
  if (!edge) throw illegal(current, step.by);
  refuseFaults(step, current, context.today);
  const effect = guardOf(step.by)({ step, current, context });
  return { ...current, state: edge.to, since: step.on, ...effect };
}
