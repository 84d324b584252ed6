import { createHash, randomUUID } from 'node:crypto';
import type { Db } from '../../../db/client.js';
import type { Provider } from '../../access/index.js';
import { dateOf } from '../../kernel/date.js';
import { badInput, HubError } from '../../kernel/errors.js';
import type { Turn } from '../sequencer/sequence.js';
import { sequenced } from '../sequencer/sequencer.js';
import { recordingDays } from './recorded-day.js';
import type { Checked, Recording, RegisterSpec } from './register.js';
import { rejectedResult, UNSTORABLE, withProblems } from './rejected.js';
import type { Repeats } from './repeats.js';
import { RowWriter } from './row-writer.js';
import { findSubmission, storeSubmission } from './submission.store.js';
import type { SubmissionReceipt, SubmissionResult } from './submission.type.js';

export interface BatchOptions {
  provider: Provider;
  receivedAt: Date;
  idempotencyKey?: string | null | undefined;
  /** The submitted body, for telling a repeat from a different submission under the same key. */
  body: unknown;
  /** Whether the stored receipt lists every record (a mutation's) or only counts (an import's). */
  keepResults?: boolean;
  /** The import that it is a batch of, and of which file. */
  importOf?: { id: string; file: string };
  /** What the whole file says of records that it speaks of several times, and where in it each record of the batch stands. */
  // biome-ignore lint/suspicious/noExplicitAny: of the same register as the batch, whose commands nothing here looks at
  repeats?: { of: Repeats<any, any, any>; places: readonly number[] } | undefined;
  /** Looks at what came of it before anything is kept. What it throws keeps nothing of the submission, and its key stays free. */
  accept?(receipt: SubmissionReceipt): void;
}

/** Writes a batch of records into a register, with their events, in one transaction, as README.md of this room says. */
export async function writeBatch<C, R extends object, F>(
  db: Db,
  spec: RegisterSpec<C, R, F>,
  records: Checked<C>[],
  options: BatchOptions,
): Promise<SubmissionReceipt> {
  const { provider, receivedAt, idempotencyKey = null, accept } = options;
  if (idempotencyKey !== null) checkKey(idempotencyKey);
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([spec.operation, options.body]))
    .digest('hex');
  return sequenced(db, async (turn) => {
    const { orm, recordedAt, announcedThrough } = turn;
    if (idempotencyKey !== null) {
      const earlier = await findSubmission(orm, provider.agencyId, idempotencyKey);
      if (earlier && earlier.bodyHash !== bodyHash) {
        throw new HubError(
          'IDEMPOTENCY_MISMATCH',
          `the key ${idempotencyKey} was used with another body; take a new key`,
        );
      }
      if (earlier) {
        const told = withProblems(earlier.receipt as SubmissionReceipt);
        accept?.(told);
        return told;
      }
    }
    const stamp = { providerId: provider.agencyId, receivedAt, recordedAt, position: turn.position };
    const days = { today: dateOf(receivedAt), ...(await recordingDays(turn)), announcedThrough };
    const results = await decideAndWrite(turn, spec, records, { ...stamp, ...days, provider }, options.repeats);

    const count = (status: SubmissionResult['status']) => results.filter((r) => r.status === status).length;
    const receipt: SubmissionReceipt = {
      id: randomUUID(),
      inserted: count('INSERTED'),
      updated: count('UPDATED'),
      unchanged: count('UNCHANGED'),
      rejected: count('REJECTED'),
      results,
      position: turn.position,
    };
    accept?.(receipt);
    const { importOf, keepResults } = options;
    const kept = {
      ...receipt,
      ...(keepResults === false && { results: [] }),
      ...(importOf && { file: importOf.file }),
    };
    await storeSubmission(orm, {
      id: receipt.id,
      agencyId: provider.agencyId,
      operation: spec.operation,
      idempotencyKey,
      bodyHash,
      receivedAt,
      recordedAt,
      position: turn.position,
      receipt: kept,
      importId: importOf?.id ?? null,
    });
    return receipt;
  });
}

const MAX_KEY = 255;

function checkKey(key: string): void {
  if (key.trim() !== '' && key.length <= MAX_KEY && key.search(UNSTORABLE) < 0) return;
  const message = `an idempotency key has 1 to ${MAX_KEY} characters, and no control characters`;
  throw badInput([{ path: 'idempotencyKey', code: 'IDEMPOTENCY_KEY', message }]);
}

async function decideAndWrite<C, R extends object, F>(
  turn: Turn,
  spec: RegisterSpec<C, R, F>,
  records: Checked<C>[],
  recording: Recording,
  file: BatchOptions['repeats'],
): Promise<SubmissionResult[]> {
  const commands = records.flatMap((r) => (r.ok ? [r.command] : []));
  const { current, facts } = await spec.prepare(turn.orm, commands, recording.provider);
  const writer = new RowWriter(turn, spec, recording);
  const results: SubmissionResult[] = [];
  for (const [index, record] of records.entries()) {
    if (!record.ok) {
      results.push(rejectedResult(index, record.problems));
      continue;
    }
    const key = spec.keyOf(record.command, recording.provider);
    // A second version of one record waits until the first is written: the history keeps both.
    if (writer.holds(key)) await writer.flush();
    recording.position++;
    const before = current.get(key);
    const decided = spec.decide(record.command, before, facts, recording);
    const known = { current: before, facts, recording };
    const decision = file ? file.of.settle(key, file.places[index] as number, decided, known) : decided;
    if (decision.status === 'REJECTED') {
      recording.position--;
      const { more = [], ...first } = decision;
      results.push(rejectedResult(index, [first, ...more]));
      continue;
    }
    const taken = { code: null, message: null, path: null, problems: [] };
    const result: SubmissionResult = { index, status: decision.status, ...taken };
    results.push(result);
    if (decision.status === 'INSERTED' || decision.status === 'UPDATED') {
      if (before && decision.status === 'UPDATED') spec.decided?.(record.command, before, decision.row, facts);
      if (!(decision.status === 'UPDATED' && decision.past)) current.set(key, decision.row);
      const undo = () => void (before === undefined ? current.delete(key) : current.set(key, before));
      writer.add(key, { command: record.command, before, decision, result, undo });
      continue;
    }
    recording.position--;
  }
  await writer.flush();
  return results;
}
