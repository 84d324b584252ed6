import { type Because, knownOf, nextRow } from '../case/case.row.js';
import type { CaseRow } from '../case/case.store.js';
import type { Policies } from '../policy/policy.store.js';
import { addDaysOf, applyChanges, type Policy, termOf } from '../rules/index.js';

/** Days on which something happened, and which cannot lie ahead of today. */
const HAPPENED = [
  'since',
  'proposedOn',
  'servedOn',
  'hearingAskedOn',
  'hearingHeldOn',
  'decidedOn',
  'repairAskedOn',
  'endedOn',
] as const satisfies readonly (keyof CaseRow)[];

export interface Rectifying {
  today: string;
  /** On which day a position was really recorded. */
  reallyOn(position: number): string;
  policy: Policy;
  policies: Policies;
  /** Cases of the enterprise that were opened before this one. */
  earlier: readonly CaseRow[];
}

/**
 * The case with its days as they really were, where a clock that was ahead wrote them; a case whose ground lies ahead is withdrawn.
 * Null where nothing is wrong with it. Pure; `versions` are all of the case, in order.
 */
export function rectified(versions: readonly CaseRow[], matter: Rectifying): CaseRow | null {
  const { today, reallyOn, policy, policies, earlier } = matter;
  const present = versions.at(-1) as CaseRow;
  const row = { ...present };
  const said: string[] = [];
  for (const field of HAPPENED) {
    const day = present[field];
    if (day === null || day <= today) continue;
    const wrote = versions.find((v) => v[field] === day) as CaseRow;
    row[field] = reallyOn(wrote.position);
    if (field !== 'since') said.push(`${field} ${row[field]} instead of ${day}`);
  }
  if (row.decidedOn !== null && row.decidedOn !== present.decidedOn) Object.assign(row, daysFrom(row.decidedOn));
  if (row.endedOn !== null && row.publishedOn !== null && row.publishedOn > row.endedOn) row.publishedOn = null;
  const untimely = row.factDay > today && row.endedOn === null;
  if (said.length === 0 && row.since === present.since && !untimely) return null;
  const because = [...said, ...(untimely ? [`its ground would come on ${row.factDay}: withdrawn`] : [])].join(', ');
  return untimely ? withdrawn(row, today, because) : versionOf(row, because);

  function daysFrom(decidedOn: string) {
    const [keyFact] = knownOf(row).causes;
    if (!keyFact || row.effectiveFrom === null) return {};
    const { effectiveFrom, effectiveUntil } = termOf(policy, decidedOn, keyFact, earlier.map(knownOf));
    const publishedOn =
      row.publishedOn === null || policy.publication === null
        ? null
        : addDaysOf(decidedOn, policy.publication.after, policies.calendar);
    return { effectiveFrom, effectiveUntil, publishedOn };
  }
}

function withdrawn(row: CaseRow, today: string, reason: string): CaseRow {
  const [known] = applyChanges([knownOf(row)], [{ kind: 'WITHDRAW', key: row.key, reason }], today);
  const { state, since, endedOn, endedBy } = known as NonNullable<typeof known>;
  const publishedOn = row.publishedOn !== null && row.publishedOn > today ? null : row.publishedOn;
  return versionOf({ ...row, state, since, endedOn, endedBy, publishedOn }, reason);
}

/** The next version of a case, by the correction of the clock. */
export function versionOf(row: CaseRow, reason: string): CaseRow {
  const { uscc, proposedOn, publishedOn, causes } = row;
  return nextRow(row, knownOf(row), causes, becauseOf(reason), { uscc, proposedOn, publishedOn });
}

const becauseOf = (reason: string): Because => ({
  step: 'correctClock',
  reason: `the hub's clock was ahead: ${reason}`,
  ...{ providerId: null, documentNumber: null, stated: null },
});
