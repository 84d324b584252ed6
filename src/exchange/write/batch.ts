import { createHash, randomUUID } from 'node:crypto';
import type { Db } from '../../../db/client.js';
import type { Provider } from '../../access/index.js';
import { dateOf } from '../../kernel/date.js';
import { badInput, HubError } from '../../kernel/errors.js';
import type { Turn } from '../sequencer/sequence.js';
import { sequenced } from '../sequencer/sequencer.js';
import { commandsOf, counted, decideBatch, type PlacedRepeats } from './decide-batch.js';
import { recordingDays } from './recorded-day.js';
import type { Checked, Recording, RegisterSpec } from './register.js';
import { UNSTORABLE, withProblems } from './rejected.js';
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
  /** What the whole file says of records that it speaks of several times. */
  repeats?: PlacedRepeats | undefined;
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
  if (options.idempotencyKey != null) checkKey(options.idempotencyKey);
  return sequenced(db, (turn) => writeInTurn(turn, spec, records, options));
}

/**
 * The same within a turn that somebody has already: for batches that are kept together or not at all. The head is held until all of them
 * are written, so they are few (src/intake/run/atomic.ts).
 */
export async function writeInTurn<C, R extends object, F>(
  turn: Turn,
  spec: RegisterSpec<C, R, F>,
  records: Checked<C>[],
  options: BatchOptions,
): Promise<SubmissionReceipt> {
  const { provider, receivedAt, idempotencyKey = null, accept } = options;
  const { orm, recordedAt, announcedThrough } = turn;
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([spec.operation, options.body]))
    .digest('hex');
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
  const receipt: SubmissionReceipt = { id: randomUUID(), ...counted(results), results, position: turn.position };
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
  repeats: PlacedRepeats | undefined,
): Promise<SubmissionResult[]> {
  const prepared = await spec.prepare(turn.orm, commandsOf(records), recording.provider);
  const writer = new RowWriter(turn, spec, recording);
  const results = await decideBatch(spec, records, prepared, recording, writer, repeats);
  await writer.flush();
  // What the database refused is REJECTED by now: the writer has put it into the result.
  return results;
}
