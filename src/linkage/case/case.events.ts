import type { EventDraft, EventType } from '../../exchange/index.js';
import type { Policy } from '../rules/index.js';
import { isPublic } from './case.row.js';
import type { CaseRow } from './case.store.js';

const inForce = (row: CaseRow | null): boolean => row?.state === 'IN_FORCE' || row?.state === 'REPAIR_REQUESTED';

/** Whether a version brings its restrictions into force. */
export const imposes = (row: CaseRow, before: CaseRow | null): boolean => inForce(row) && !inForce(before);

/** What the event of a case says. Texts that an agency wrote stay out: the log is never erased, and the public reads some of it. */
function factsOf(row: CaseRow, policy: Policy | null) {
  const { id, key, state, factDay, causes, level, proposedOn, decidedOn, effectiveFrom, effectiveUntil } = row;
  const { publishedOn, endedOn, endedBy, step } = row;
  const { trigger, policyCode, policyVersion } = row;
  return {
    ...{ id, key, policy: `${policyCode} ${policyVersion}`, trigger, state, step, factDay, causes, level },
    domains: policy?.consequences.map((c) => c.domain) ?? [],
    ...{ proposedOn, decidedOn, effectiveFrom, effectiveUntil, publishedOn, endedOn, endedBy },
  };
}

function typeOf(row: CaseRow, before: CaseRow | null): EventType {
  if (imposes(row, before)) return 'restriction.imposed';
  if (!before) return 'restriction.proposed';
  if (row.state !== before.state && row.state === 'LIFTED') return 'restriction.lifted';
  if (row.state !== before.state && row.state === 'WITHDRAWN') return 'restriction.withdrawn';
  return 'restriction.changed';
}

const envelope = (row: CaseRow, on: string) => ({
  subject: row.uscc,
  division: row.divisionCode,
  public: isPublic(row, on),
});

/** A version of a case. What the public sees says nothing of the version before. */
export function caseEvent(row: CaseRow, before: CaseRow | null, policy: Policy, on: string): EventDraft {
  const common = envelope(row, on);
  const was = before && !common.public ? { previousState: before.state, previousLevel: before.level } : {};
  const moved =
    was.previousState && before?.divisionCode !== row.divisionCode ? { previousDivision: before?.divisionCode } : {};
  return { ...common, type: typeOf(row, before), data: { ...factsOf(row, policy), ...was, ...moved } };
}

/** What a day brings by itself: the day after the last one, or the day of publication where that came later than the decision. */
export const caseDayEvent = (
  type: 'restriction.expired' | 'restriction.published',
  row: CaseRow,
  policy: Policy | null,
  on: string,
): EventDraft => ({ ...envelope(row, on), type, data: factsOf(row, policy) });
