import type { KnownCase, Term } from './case.js';
import type { FactRef } from './fact.js';
import type { Policy } from './policy.js';

/** What a term looks at of the enterprise's earlier cases. */
export type EarlierCase = Pick<
  KnownCase,
  'policyCode' | 'state' | 'causes' | 'effectiveFrom' | 'effectiveUntil' | 'endedOn'
>;

/**
 * The term of a case decided on a day: from that day through the corresponding one. The longer term of a repeat, where an
 * earlier case of the policy, on another key fact, was in force then or within the policy's time before; withdrawn ones never were.
 */
export declare function termOf(
  policy: Policy,
  decidedOn: string,
  keyFact: FactRef,
  earlier: readonly EarlierCase[],
): Term;
