import type { AccidentLevel, CaseEnd, CaseState } from '../../kernel/vocabulary.js';
import type { FactRef } from './fact.js';

export { CASE_ENDS, CASE_STATES, type CaseEnd, type CaseState } from '../../kernel/vocabulary.js';

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
