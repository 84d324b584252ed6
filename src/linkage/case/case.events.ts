import type { EventDraft, EventType } from '../../exchange/index.js';
import { countyOf } from '../restriction/restriction.view.js';
import { basisOf, type Policy } from '../rules/index.js';
import { isPublic } from './case.row.js';
import type { CaseRow } from './case.store.js';

const inForce = (row: CaseRow | null): boolean => row?.state === 'IN_FORCE' || row?.state === 'REPAIR_REQUESTED';

/** Whether a version brings its restrictions into force. */
export const imposes = (row: CaseRow, before: CaseRow | null): boolean => inForce(row) && !inForce(before);

/**
 * What everybody who sees a restriction is told: what an announcement contains, and nothing of the cause. The log is never erased, and
 * one event has one text for all its readers; who may read more asks for the case.
 */
function announced(row: CaseRow, policy: Policy | null) {
  const { id, decidedOn, effectiveFrom, effectiveUntil, publishedOn } = row;
  return {
    id,
    policy: `${row.policyCode} ${row.policyVersion}`,
    legalBasis: policy && basisOf(policy),
    domains: policy?.consequences.map((c) => c.domain) ?? [],
    ...{ decidedOn, effectiveFrom, effectiveUntil, publishedOn },
  };
}
const ended = ({ endedOn, endedBy }: CaseRow) => ({ endedOn, endedBy });

/** What its authorities are told of the procedure. Which facts it rests on they ask of the case: some may be another county's. */
function proceeded(row: CaseRow, before: CaseRow | null, policy: Policy) {
  const { key, trigger, state, step, factDay, proposedOn } = row;
  const moved = before && before.divisionCode !== row.divisionCode ? { previousDivision: before.divisionCode } : {};
  return {
    ...{ ...announced(row, policy), key, trigger, state, step, factDay, proposedOn, ...ended(row) },
    ...(before ? { previousState: before.state } : {}),
    ...moved,
  };
}

const sharedOf = ({ effectiveFrom, effectiveUntil, publishedOn, policyVersion }: CaseRow): string =>
  JSON.stringify([effectiveFrom, effectiveUntil, publishedOn, policyVersion]);

function typeOf(row: CaseRow, before: CaseRow | null): EventType {
  if (imposes(row, before)) return 'restriction.imposed';
  if (!before) return 'restriction.proposed';
  if (row.endedOn !== null && before.endedOn === null) {
    // What never was in force is nobody's but its authorities' matter.
    if (!inForce(before)) return 'restriction.dropped';
    return row.state === 'LIFTED' ? 'restriction.lifted' : 'restriction.withdrawn';
  }
  // It ended on another day than was told.
  if (row.endedOn !== null && row.endedOn !== before.endedOn && row.decidedOn !== null)
    return row.state === 'LIFTED' ? 'restriction.lifted' : 'restriction.withdrawn';
  return inForce(row) && sharedOf(row) !== sharedOf(before) ? 'restriction.changed' : 'restriction.proceeded';
}

/** Types that tell every agency of a restriction, and by which the public may hear of it. */
export const BEGINS: readonly EventType[] = ['restriction.imposed', 'restriction.changed', 'restriction.published'];
const ENDS: readonly EventType[] = ['restriction.lifted', 'restriction.withdrawn', 'restriction.expired'];

/** A version of a case. With `withdraws` it is told again as in force, whatever its facts were before. */
export function caseEvent(
  row: CaseRow,
  before: CaseRow | null,
  policy: Policy,
  on: string,
  withdraws?: number[],
): EventDraft {
  const type = withdraws ? 'restriction.imposed' : typeOf(row, before);
  const subject = row.uscc;
  if (BEGINS.includes(type))
    return {
      subject,
      division: countyOf(row.divisionCode),
      public: isPublic(row, on),
      type,
      data: { ...announced(row, policy), ...(withdraws && { withdraws }) },
    };
  if (ENDS.includes(type)) {
    const data = { ...announced(row, policy), ...ended(row) };
    return { subject, division: countyOf(row.divisionCode), public: false, type, data };
  }
  return { subject, division: row.divisionCode, public: false, type, data: proceeded(row, before, policy) };
}

/**
 * To all but its authorities: what was told under this id has ended. Sharing and publicity end with it, so it says nothing else. The
 * public hears it where it was announced.
 */
export const caseRemoval = ({ id, publishedOn }: Pick<CaseRow, 'id' | 'publishedOn'>, on: string): EventDraft => ({
  type: 'restriction.removed',
  subject: null,
  division: null,
  public: isPublic({ publishedOn }, on),
  data: { id },
});

/** To the public alone, by its `public`: what was told under this id before its day is not public. Others are told again that it stands. */
export const caseHidden = ({ id }: Pick<CaseRow, 'id'>, withdraws: number[]): EventDraft => ({
  ...{ type: 'restriction.removed', subject: null, division: null, public: true },
  data: { id, withdraws },
});

/** Whether a version ends what others were told of. */
export const removes = (row: CaseRow, before: CaseRow | null): before is CaseRow =>
  before !== null && inForce(before) && row.endedOn !== null && before.endedOn === null;

/** What a day brings by itself: the day after the last one, or the day of publication where that came later than the decision. */
export const caseDayEvent = (
  type: 'restriction.expired' | 'restriction.published',
  row: CaseRow,
  policy: Policy | null,
): EventDraft => ({
  subject: row.uscc,
  division: countyOf(row.divisionCode),
  public: type === 'restriction.published',
  type,
  data: announced(row, policy),
});
