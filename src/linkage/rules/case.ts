import type { AccidentLevel } from '../../kernel/vocabulary.js';
import type { FactRef } from './fact.js';

/**
 * States of a linkage case 联动案件. EXPIRED is read from the term, never stored; what an authority drops before its
 * decision is WITHDRAWN without a day of decision.
 */
export const CASE_STATES = [
  'PROPOSED',
  'PRIOR_NOTICE',
  'STATEMENT',
  'OBJECTION',
  'HEARING',
  'IN_FORCE',
  'REPAIR_REQUESTED',
  'LIFTED',
  'WITHDRAWN',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What ended a case: the facts no longer support it; the authority dropped or revoked it; a repair was approved. */
export const CASE_ENDS = ['FACTS', 'AUTHORITY', 'REPAIR'] as const;
export type CaseEnd = (typeof CASE_ENDS)[number];

/** Days of a restriction, both inclusive. */
export interface Term {
  effectiveFrom: string;
  effectiveUntil: string;
  /** Whether it is the longer term of a repeat. */
  repeated: boolean;
}

/** A case as it stands. The days of its procedure are null until they have happened. */
export interface KnownCase {
  /** `POLICY/TRIGGER/KIND:ID`, from the second time on with `#2`. */
  key: string;
  policyCode: string;
  policyVersion: number;
  trigger: string;
  division: string;
  /** The day of the key fact. */
  factDay: string;
  state: CaseState;
  /** The key fact first. */
  causes: readonly FactRef[];
  level: AccidentLevel | null;
  /** The day of the latest step. */
  since: string;
  /** The prior notice was served. */
  servedOn: string | null;
  hearingAskedOn: string | null;
  hearingHeldOn: string | null;
  decidedOn: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
  repairAskedOn: string | null;
  /** Lifted or withdrawn: from this day on it is not in force. */
  endedOn: string | null;
  endedBy: CaseEnd | null;
}

/** Whether its restrictions are in force on a day. */
export const inForceOn = (c: Pick<KnownCase, 'effectiveFrom' | 'effectiveUntil' | 'endedOn'>, day: string): boolean =>
  c.effectiveFrom !== null &&
  c.effectiveUntil !== null &&
  c.effectiveFrom <= day &&
  day <= c.effectiveUntil &&
  (c.endedOn === null || day < c.endedOn);
