import { addDays } from '../../kernel/date.js';
import { badInput } from '../../kernel/errors.js';
import { addDaysOf, addSpan, type Calendar, subtractDaysOf } from './calendar.js';
import type { KnownCase } from './case.js';
import type { CaseStepName } from './case.machine.js';
import type { CaseStep, StepContext } from './case.step.type.js';
import type { Days, Policy, RepairRule } from './policy.js';
import { repairRuleOn } from './policy.pick.js';
import { termOf } from './term.js';

export type StepFields = readonly Exclude<keyof CaseStep, 'by' | 'on'>[];
interface Move {
  step: CaseStep;
  current: KnownCase;
  context: StepContext;
}
type Guard = (move: Move) => Partial<KnownCase>;

const fault = (path: string, code: string, message: string) => badInput([{ path: `input.${path}`, code, message }]);

/** The first day after a period that begins with a day; the day itself where the period has no days. */
const after = (day: string, period: Days, calendar: Calendar): string =>
  period.count === 0 ? day : addDays(addDaysOf(day, period, calendar), 1);

/** The first day on which a case whose notice was served may be decided: after every period that runs from the service. */
export function earliestDecision(
  { servedOn }: Pick<KnownCase, 'servedOn'>,
  { procedure }: Policy,
  calendar: Calendar,
): string | null {
  if (servedOn === null || procedure === null) return null;
  const { priorNotice, statement, hearing } = procedure;
  const ends = [priorNotice, statement, ...(hearing ? [hearing] : [])].map((p) => after(servedOn, p, calendar));
  return ends.sort().at(-1) as string;
}

/** The last day of the period in which an application for repair is decided; null where none is pending. */
export function repairDueOn(
  { repairAskedOn }: Pick<KnownCase, 'repairAskedOn'>,
  policy: Policy,
  calendar: Calendar,
): string | null {
  const rule = repairAskedOn === null ? null : repairRuleOn(policy, repairAskedOn);
  return rule && repairAskedOn ? addDaysOf(repairAskedOn, rule.decideWithin, calendar) : null;
}

const requestHearing: Guard = ({ step, current, context }) => {
  const period = context.policy.procedure?.hearing;
  if (!period) throw fault('by', 'NO_HEARING', `${context.policy.code} knows no hearing`);
  if (current.hearingAskedOn !== null)
    throw fault('by', 'ASKED_BEFORE', `a hearing was asked for on ${current.hearingAskedOn}`);
  const last = addDaysOf(current.servedOn ?? current.since, period, context.calendar);
  if (step.on > last) throw fault('on', 'TOO_LATE', `a hearing could be asked for until ${last}`);
  return { hearingAskedOn: step.on };
};

const holdHearing: Guard = ({ step, current, context }) => {
  const { announcedOn } = step;
  const notice = context.policy.procedure?.hearingNotice;
  if (current.hearingHeldOn !== null)
    throw fault('by', 'HELD_BEFORE', `the hearing was held on ${current.hearingHeldOn}`);
  if (announcedOn === null || (current.hearingAskedOn !== null && announcedOn < current.hearingAskedOn))
    throw fault('announcedOn', 'ORDER', `the hearing cannot be announced before ${current.hearingAskedOn}`);
  const first = notice ? addDaysOf(announcedOn, notice, context.calendar) : announcedOn;
  if (step.on < first) throw fault('on', 'TOO_EARLY', `announced on ${announcedOn}, it may be held from ${first} on`);
  return { hearingHeldOn: step.on };
};

const waiveHearing: Guard = ({ current }) => {
  if (current.hearingHeldOn !== null)
    throw fault('by', 'HELD_BEFORE', `the hearing was held on ${current.hearingHeldOn}`);
  return {};
};

const decideCase: Guard = ({ step, current, context }) => {
  const { policy, calendar, cases } = context;
  const first = earliestDecision(current, policy, calendar);
  const [keyFact] = current.causes;
  if (first !== null && step.on < first)
    throw fault(
      'on',
      'TOO_EARLY',
      `the periods of the prior notice run until the day before ${first}: decide from then on`,
    );
  if (current.state === 'HEARING' && current.hearingHeldOn === null)
    throw fault('by', 'HEARING_PENDING', 'a hearing was asked for: hold it, or record that it was waived');
  const demands = policy.procedure?.demands ?? [];
  if (demands.includes('PENALTY') && step.penaltyDocumentNumber === null)
    throw fault(
      'penaltyDocumentNumber',
      'REQUIRED',
      `${policy.code} needs an administrative penalty: name its document`,
    );
  if (demands.includes('GRAVITY') && step.gravity === null)
    throw fault('gravity', 'REQUIRED', `${policy.code} needs a vile or grave nature: say in what it lies`);
  if (!keyFact) throw new Error(`case ${current.key} stands on no fact`);
  const { effectiveFrom, effectiveUntil } = termOf(policy, step.on, keyFact, cases);
  return { decidedOn: step.on, effectiveFrom, effectiveUntil };
};

/** The authority ends it: its facts do not open it again. */
const end: Guard = ({ step }) => ({ endedOn: step.on, endedBy: 'AUTHORITY', repairAskedOn: null });

/** A case of the same policy on a fact of a later day, which was not withdrawn. */
const newOffence = ({ decidedOn, key, policyCode }: KnownCase, cases: readonly KnownCase[]): KnownCase | undefined =>
  cases.find(
    (c) =>
      c.key !== key &&
      c.policyCode === policyCode &&
      c.state !== 'WITHDRAWN' &&
      decidedOn !== null &&
      c.factDay > decidedOn,
  );

function refuseNewOffence(rule: RepairRule, current: KnownCase, cases: readonly KnownCase[]): void {
  const other = rule.conditions.includes('NO_NEW_OFFENCE') ? newOffence(current, cases) : undefined;
  if (other) throw fault('by', 'NEW_OFFENCE', `since the decision there is case ${other.key}, of ${other.factDay}`);
}

const applyForRepair: Guard = ({ step, current, context }) => {
  const { policy, calendar, cases } = context;
  const { decidedOn, effectiveUntil } = current;
  const rule = repairRuleOn(policy, step.on);
  if (!rule) throw fault('by', 'NO_REPAIR', `${policy.code} knows no repair on ${step.on}`);
  if (decidedOn === null || effectiveUntil === null) throw new Error(`case ${current.key} is in force without a term`);
  if (step.on > effectiveUntil)
    throw fault('on', 'EXPIRED', `its term ended on ${effectiveUntil}: nothing is left to repair`);
  const first = [
    rule.notBefore ? addSpan(decidedOn, rule.notBefore) : decidedOn,
    rule.withinBeforeExpiry ? subtractDaysOf(effectiveUntil, rule.withinBeforeExpiry, calendar) : decidedOn,
  ]
    .sort()
    .at(-1) as string;
  if (step.on < first) throw fault('on', 'TOO_EARLY', `repair may be applied for from ${first} on (${rule.source})`);
  refuseNewOffence(rule, current, cases);
  return { repairAskedOn: step.on };
};

const approveRepair: Guard = ({ step, current, context }) => {
  const { repairAskedOn, effectiveUntil } = current;
  const rule = repairAskedOn === null ? null : repairRuleOn(context.policy, repairAskedOn);
  if (!rule || effectiveUntil === null) throw new Error(`case ${current.key} has no application for repair`);
  if (step.on > effectiveUntil)
    throw fault('on', 'EXPIRED', `its term ended on ${effectiveUntil}: nothing is left to lift`);
  const lacking = rule.conditions.filter((condition) => !step.confirmed.includes(condition));
  if (lacking.length > 0) throw fault('confirmed', 'INCOMPLETE', `confirm too, or refuse: ${lacking.join(', ')}`);
  refuseNewOffence(rule, current, context.cases);
  return { endedOn: step.on, endedBy: 'REPAIR', repairAskedOn: null };
};

const restoreListing: Guard = ({ step, current }) => {
  if (current.endedBy !== 'REPAIR') throw fault('by', 'NOT_REPAIRED', 'only a repair that was got by fraud is undone');
  if (current.effectiveUntil !== null && step.on > current.effectiveUntil)
    throw fault('on', 'EXPIRED', `its term ended on ${current.effectiveUntil}: there is nothing to restore`);
  return { endedOn: null, endedBy: null };
};

/** What each step demands beyond its edge and its fields, and what it changes. */
const GUARDS: Partial<Record<CaseStepName, Guard>> = {
  servePriorNotice: ({ step }) => ({ servedOn: step.on }),
  requestHearing,
  holdHearing,
  waiveHearing,
  decideCase,
  dropCase: end,
  revokeDecision: end,
  applyForRepair,
  approveRepair,
  refuseRepair: () => ({ repairAskedOn: null }),
  restoreListing,
};

export const guardOf = (by: CaseStepName): Guard => GUARDS[by] ?? (() => ({}));
