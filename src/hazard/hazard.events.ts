import type { EventDraft, EventType } from '../exchange/index.js';
import { dateOf } from '../kernel/date.js';
import type { HazardStepName } from './hazard.machine.js';
import { missingImplementations } from './hazard.plan.js';
import type { HazardRow } from './hazard.store.js';
import type { SteppedHazard } from './hazard-step.decide.js';

/** What the event of a hazard says: all facts but the texts, which may name people. */
function factsOf(row: HazardRow) {
  const { id, documentNumber, providerId, level, state, stateSince, foundOn, deadline, listedOn, planDeadline } = row;
  const delistedOn = state === 'DELISTED' ? dateOf(stateSince) : null;
  const stands = { level, state, stateSince, foundOn, deadline, listedOn, delistedOn };
  return {
    id,
    documentNumber,
    providerId,
    ...stands,
    planDeadline,
    missingImplementations: missingImplementations(row),
  };
}

const listedBy = (row: HazardRow, day: string) => row.listedOn !== null && row.listedOn <= day;
const envelope = (row: HazardRow, day: string) => ({
  subject: row.uscc,
  division: row.divisionCode,
  public: listedBy(row, day),
});

/** Steps that have a type of their own. A mark of lateness has not: the deadline's day tells it (hazardOverdue). */
const TYPE: Partial<Record<string, EventType>> = { listHazard: 'hazard.listed', acceptHazard: 'hazard.delisted' };

/** A version of a hazard, and by what it came: a step, a report, a change of the plan. */
export function hazardEvent(
  row: SteppedHazard,
  before: HazardRow | undefined,
  by: HazardStepName | 'reportHazard' | 'updateHazardPlan' | 'setHazardPublicDescription',
  recordedOn: string,
): EventDraft {
  const facts = factsOf(row);
  const common = envelope(row, recordedOn);
  if (!before) return { ...common, type: 'hazard.reported', data: facts };
  const { step } = row;
  const at = step ? { at: step.at, statedIn: step.documentNumber, statedBy: step.providerId } : {};
  const previous = { previousState: before.state, previousDeadline: before.deadline, previousLevel: before.level };
  const moved = row.divisionCode === before.divisionCode ? {} : { previousDivision: before.divisionCode };
  // The public sees a hazard from its listing on, and nothing of what it was before.
  const was = common.public && !listedBy(before, recordedOn) ? {} : { ...previous, ...moved };
  return { ...common, type: TYPE[by] ?? 'hazard.changed', data: { ...facts, by, ...at, ...was } };
}

/** A hazard that was recorded in error: found and no more, so nothing of it was public. */
export const hazardRetracted = (row: HazardRow): EventDraft => {
  const { id, documentNumber, providerId, uscc: subject, divisionCode: division } = row;
  return { type: 'hazard.retracted', subject, division, public: false, data: { id, documentNumber, providerId } };
};

/** That its deadline passed is taken back: a clock that was ahead said so, at this position. */
export const hazardNotOverdue = (row: HazardRow, on: string, withdraws: number[]): EventDraft => ({
  ...envelope(row, on),
  type: 'hazard.changed',
  data: { ...factsOf(row), by: 'correctClock', withdraws },
});

/** The passing of a deadline with the rectification still open. */
export const hazardOverdue = (row: HazardRow, on: string): EventDraft => ({
  ...envelope(row, on),
  type: 'hazard.overdue',
  data: factsOf(row),
});
