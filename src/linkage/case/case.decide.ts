import { covers } from '../../kernel/division-code.js';
import type { Policies } from '../policy/policy.store.js';
import {
  addDaysOf,
  applyChanges,
  type CaseChange,
  caseChanges,
  type Fact,
  type KnownCase,
  type Policy,
  policyOf,
  wantedCases,
} from '../rules/index.js';
import type { Cause } from './case.cause.js';
import { imposes } from './case.events.js';
import { type Because, causesOf, knownOf, nextRow } from './case.row.js';
import type { CaseRow } from './case.store.js';

/** A version of a case that is to be written, and the one that it supersedes. */
export interface CaseVersion {
  row: CaseRow;
  before: CaseRow | null;
  policy: Policy;
  /** Where it comes into force: the last day on which its notices are acknowledged in time. */
  dueOn: string | null;
  /** It is told again as in force, because a clock that was ahead told otherwise at these positions (clock/case.clock.ts). */
  withdraws?: number[];
}

/** Thrown where the linkage cannot decide for now; the message says why, and is kept with the enterprise. */
export class Undecided extends Error {}

/** The policy that a case was opened by. */
export function policyOfCase(
  { policies }: Pick<Policies, 'policies'>,
  row: Pick<CaseRow, 'policyCode' | 'policyVersion'>,
): Policy {
  const policy = policyOf(policies, row.policyCode, row.policyVersion);
  if (!policy)
    throw new Undecided(`policy ${row.policyCode} ${row.policyVersion} is not in the hub; see: npx hub policy list`);
  return policy;
}

/** The day of publication: fixed with the decision, and kept by what comes after it. */
export function publicationOf(
  policy: Policy,
  known: KnownCase,
  before: CaseRow | null,
  { calendar }: Pick<Policies, 'calendar'>,
): string | null {
  // What ended before its day of publication is not announced any more.
  if (before?.publishedOn != null)
    return known.endedOn !== null && before.publishedOn > known.endedOn ? null : before.publishedOn;
  if (known.endedOn !== null) return null;
  if (known.decidedOn === null || policy.publication === null) return null;
  return addDaysOf(known.decidedOn, policy.publication.after, calendar);
}

/**
 * What the facts of one enterprise, as they are now, change in its cases. Pure; throws where a policy or the calendar cannot be
 * followed. Nothing comes back where nothing changes.
 */
export function decideCases(
  uscc: string,
  cases: readonly CaseRow[],
  facts: readonly Fact[],
  policies: Policies,
  today: string,
): CaseVersion[] {
  const unread = policies.faulty.find((p) => facts.some((f) => covers(p.jurisdiction, f.division)));
  if (unread) throw new Undecided(`policy ${unread.code} ${unread.version} cannot be read: ${unread.message}`);
  const { policies: all } = policies;
  let known = cases.map(knownOf);
  const rows = new Map(cases.map((c) => [c.key, c]));
  const versions: CaseVersion[] = [];
  for (const change of caseChanges(known, wantedCases(facts, all, today), facts, all, today)) {
    known = applyChanges(known, [change], today);
    const after = known.find((c) => c.key === change.key);
    if (!after) throw new Undecided(`the change of case ${change.key} left none`);
    const before = rows.get(change.key) ?? null;
    const policy = policyOfCase(policies, after);
    const causes = causesAfter(change, before, facts);
    const more = {
      uscc,
      proposedOn: before?.proposedOn ?? today,
      publishedOn: publicationOf(policy, after, before, policies),
    };
    const row = nextRow(before, after, causes, because(change), more);
    rows.set(row.key, row);
    const dueOn = imposes(row, before) ? addDaysOf(today, policy.acknowledgeWithin, policies.calendar) : null;
    versions.push({ row, before, policy, dueOn });
  }
  return versions;
}

/** The causes keep the names that they had when the case was last decided, unless it now stands on others. */
function causesAfter(change: CaseChange, before: CaseRow | null, facts: readonly Fact[]): Cause[] {
  if (change.kind === 'OPEN') return causesOf(change.wanted.causes, facts);
  if (change.kind === 'RECAUSE') return causesOf(change.causes, facts);
  return before?.causes ?? [];
}

const STEP: Record<CaseChange['kind'], string> = {
  OPEN: 'openCase',
  RECAUSE: 'changeCauses',
  WITHDRAW: 'withdrawCase',
  LIFT: 'liftCase',
};

const because = ({ kind, reason }: CaseChange): Because => ({
  step: STEP[kind],
  reason,
  providerId: null,
  documentNumber: null,
  stated: null,
});
