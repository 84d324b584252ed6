import type { CaseState } from '../../kernel/vocabulary.js';
import { basisOf, type Fact, type FactRef, factDay, type KnownCase, type Policy } from '../rules/index.js';
import { announcedCause, type Cause, type StepStatement } from './case.cause.js';
import type { CaseRow, NewRestriction } from './case.store.js';

/** Where a case stands as of a day: its state, or EXPIRED after the last day of its term. */
export type CaseStatus = CaseState | 'EXPIRED';

/** The case as the rules know it. */
export const knownOf = (row: CaseRow): KnownCase => ({
  key: row.key,
  policyCode: row.policyCode,
  policyVersion: row.policyVersion,
  trigger: row.trigger,
  division: row.divisionCode,
  factDay: row.factDay,
  state: row.state,
  causes: row.causes.map(({ kind, id }) => ({ kind, id })),
  level: row.level,
  since: row.since,
  servedOn: row.servedOn,
  hearingAskedOn: row.hearingAskedOn,
  hearingHeldOn: row.hearingHeldOn,
  decidedOn: row.decidedOn,
  effectiveFrom: row.effectiveFrom,
  effectiveUntil: row.effectiveUntil,
  repairAskedOn: row.repairAskedOn,
  endedOn: row.endedOn,
  endedBy: row.endedBy,
});

/** Facts as causes; a fact that is not among those known is left to its reference. */
export function causesOf(refs: readonly FactRef[], facts: readonly Fact[]): Cause[] {
  const known = new Map(facts.map((f) => [`${f.kind}:${f.id}`, f]));
  return refs.map(({ kind, id }) => {
    const fact = known.get(`${kind}:${id}`);
    return { kind, id, documentNumber: fact?.documentNumber ?? id, on: fact ? factDay(fact) : null };
  });
}

/** What led to a version: a step of the procedure, or what the linkage concluded. */
export interface Because {
  step: string;
  reason: string;
  providerId: string | null;
  documentNumber: string | null;
  stated: StepStatement | null;
}

/** The next version of a case: what the rules say of it, and why. The writer stamps it. */
export function nextRow(
  before: CaseRow | null,
  known: KnownCase,
  causes: Cause[],
  because: Because,
  more: { uscc: string; proposedOn: string; publishedOn: string | null },
): CaseRow {
  const { division: divisionCode, causes: _, ...rest } = known;
  return {
    ...rest,
    ...because,
    ...more,
    divisionCode,
    causes,
    id: before?.id ?? '',
    recordedAt: before?.recordedAt ?? new Date(0),
    position: before?.position ?? 0,
  };
}

/** EXPIRED is read from the term: exact whether or not anything has run since. */
export function caseStatus(row: Pick<CaseRow, 'state' | 'effectiveUntil'>, on: string): CaseStatus {
  const { state, effectiveUntil } = row;
  const running = state === 'IN_FORCE' || state === 'REPAIR_REQUESTED';
  return running && effectiveUntil !== null && effectiveUntil < on ? 'EXPIRED' : state;
}

/** Whether the public may read it by a day. */
export const isPublic = ({ publishedOn }: Pick<CaseRow, 'publishedOn'>, on: string): boolean =>
  publishedOn !== null && publishedOn <= on;

/** A case's restrictions: one for each domain. Before the decision the term is what it would be if it were decided that day. */
export function restrictionsOf(
  row: CaseRow,
  policy: Policy,
  provisional: { from: string; until: string },
): NewRestriction[] {
  const { id, uscc, proposedOn, decidedOn, publishedOn, state, endedOn, recordedAt, position } = row;
  const common = {
    ...{ uscc, proposedOn, decidedOn, publishedOn, recordedAt, position },
    cause: announcedCause(policy),
    effectiveFrom: row.effectiveFrom ?? provisional.from,
    effectiveUntil: row.effectiveUntil ?? provisional.until,
    liftedOn: state === 'LIFTED' ? endedOn : null,
    withdrawnOn: state === 'WITHDRAWN' ? endedOn : null,
    legalBasis: basisOf(policy),
    policy: `${policy.code} ${policy.version}`,
    caseId: id,
  };
  return policy.consequences.map(({ domain }) => ({ ...common, domain }));
}
