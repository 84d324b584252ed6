import type { Checked, Decision, Recording, RegisterSpec } from './register.js';
import { rejectedResult } from './rejected.js';
import type { Repeats } from './repeats.js';
import type { SubmissionResult } from './submission.type.js';

/** A decision that makes a version. */
export type Written<R> = Extract<Decision<R>, { row: R }>;

/** A record that was taken: the version that it makes, and the one before it. */
export interface Taken<C, R> {
  command: C;
  /** The version before it. */
  before: R | undefined;
  decision: Written<R>;
  result: SubmissionResult;
  /** Takes the record's new version back from what later decisions see. */
  undo(): void;
}

/** What becomes of the versions that a batch makes: written by one (RowWriter), and only looked at by another (planBatch). */
export interface Keeper<C, R> {
  /** Before a record of this key is decided: what has to be waited for first. */
  ready(key: string): Promise<void> | undefined;
  add(key: string, taken: Taken<C, R>): void;
}

/** What a whole file says of records that it speaks of several times, and where in it each record of the batch stands. */
export interface PlacedRepeats {
  // biome-ignore lint/suspicious/noExplicitAny: of the same register as the batch, whose commands nothing here looks at
  of: Repeats<any, any, any>;
  places: readonly number[];
}

/** What `RegisterSpec.prepare` answered for a batch. */
export interface Prepared<R, F> {
  current: Map<string, R>;
  facts: F;
}

/**
 * Decides the records of a batch one after another, each on what those before it made of its key, and hands those that make a version to
 * the keeper. Refused records and those that say nothing new take no position.
 */
export async function decideBatch<C, R extends object, F>(
  spec: RegisterSpec<C, R, F>,
  records: readonly Checked<C>[],
  { current, facts }: Prepared<R, F>,
  recording: Recording,
  keeper: Keeper<C, R>,
  repeats?: PlacedRepeats,
): Promise<SubmissionResult[]> {
  const results: SubmissionResult[] = [];
  for (const [index, record] of records.entries()) {
    if (!record.ok) {
      results.push(rejectedResult(index, record.problems));
      continue;
    }
    const key = spec.keyOf(record.command, recording.provider);
    const first = keeper.ready(key);
    if (first) await first;
    recording.position++;
    const before = current.get(key);
    const decided = spec.decide(record.command, before, facts, recording);
    const known = { current: before, facts, recording };
    const decision = repeats ? repeats.of.settle(key, repeats.places[index] as number, decided, known) : decided;
    if (decision.status === 'REJECTED') {
      recording.position--;
      const { more = [], ...reason } = decision;
      results.push(rejectedResult(index, [reason, ...more]));
      continue;
    }
    const taken = { code: null, message: null, path: null, problems: [] };
    const result: SubmissionResult = { index, status: decision.status, ...taken };
    results.push(result);
    if (decision.status === 'INSERTED' || decision.status === 'UPDATED') {
      if (before && decision.status === 'UPDATED') spec.decided?.(record.command, before, decision.row, facts);
      if (!(decision.status === 'UPDATED' && decision.past)) current.set(key, decision.row);
      const undo = () => void (before === undefined ? current.delete(key) : current.set(key, before));
      keeper.add(key, { command: record.command, before, decision, result, undo });
      continue;
    }
    recording.position--;
  }
  return results;
}

/** The commands of the records that their own checks did not refuse: what `prepare` is asked about. */
export const commandsOf = <C>(records: readonly Checked<C>[]): C[] => records.flatMap((r) => (r.ok ? [r.command] : []));

/** How many of these results came to what. */
export type Counted = Record<'inserted' | 'updated' | 'unchanged' | 'rejected', number>;

export function counted(results: readonly SubmissionResult[]): Counted {
  const count = (status: SubmissionResult['status']) => results.filter((r) => r.status === status).length;
  return {
    inserted: count('INSERTED'),
    updated: count('UPDATED'),
    unchanged: count('UNCHANGED'),
    rejected: count('REJECTED'),
  };
}

/** What became of the records of one submission, each and all. */
export interface Submitted extends Counted {
  results: SubmissionResult[];
}
