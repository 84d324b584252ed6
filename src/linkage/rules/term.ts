import { addDays } from '../../kernel/date.js';
import { addSpan } from './calendar.js';
import type { KnownCase, Term } from './case.js';
import type { FactRef } from './fact.js';
import type { Policy } from './policy.js';

/** What a term looks at of the enterprise's earlier cases. */
export type EarlierCase = Pick<
  KnownCase,
  'policyCode' | 'state' | 'causes' | 'effectiveFrom' | 'effectiveUntil' | 'endedOn'
>;

/** The last day on which a case was in force: of its term, or the one before it was lifted. */
const lastDay = ({ effectiveUntil, endedOn }: EarlierCase): string | null =>
  endedOn !== null && effectiveUntil !== null && endedOn <= effectiveUntil ? addDays(endedOn, -1) : effectiveUntil;

/**
 * The term of a case decided on a day: from that day through the corresponding one. The longer term of a repeat, where an
 * earlier case of the policy, on another key fact, was in force then or within the policy's time before; a withdrawn one never was.
 */
export function termOf(policy: Policy, decidedOn: string, keyFact: FactRef, earlier: readonly EarlierCase[]): Term {
  const { repeat, term } = policy;
  const repeats = (c: EarlierCase): boolean => {
    const [key, last] = [c.causes[0], lastDay(c)];
    const other = key?.kind !== keyFact.kind || key.id !== keyFact.id;
    if (repeat === null || c.policyCode !== policy.code || !other || c.state === 'WITHDRAWN') return false;
    // Lifted on its first day, it was never in force.
    const was = c.effectiveFrom !== null && last !== null && c.effectiveFrom <= last && c.effectiveFrom <= decidedOn;
    return was && decidedOn <= addSpan(last, repeat.within);
  };
  const repeated = earlier.some(repeats);
  const length = repeated && repeat !== null ? repeat.term : term;
  return { effectiveFrom: decidedOn, effectiveUntil: addSpan(decidedOn, length), repeated };
}
