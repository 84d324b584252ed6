import { randomUUID } from 'node:crypto';
import type { Db, Orm } from '../../../db/client.js';
import { present } from '../../kernel/clock.js';
import { dateOf } from '../../kernel/date.js';
import { HubError } from '../../kernel/errors.js';
import type { Turn } from '../sequencer/sequence.js';
import { sequenced } from '../sequencer/sequencer.js';
import { type RecordingDays, recordingDays } from '../write/recorded-day.js';
import type { ImportSpec, Recording } from '../write/register.js';
import { storeSubmission } from '../write/submission.store.js';
import { decideUndo, type Outcome } from './takeback.decide.js';
import type { Recorded } from './takeback.js';
import {
  endRecords,
  type ImportBatch,
  keepTakebacks,
  keysWritten,
  readBatches,
  readKept,
  referrers,
} from './takeback.store.js';

/** A register whose imports can be taken back. */
// biome-ignore lint/suspicious/noExplicitAny: each register has commands and facts of its own, which nothing here looks at
export type UndoRegister<Row extends Recorded = any> = ImportSpec<any, Row, any>;

export interface UndoOptions {
  /** The import's receipt. */
  receipt: string;
  registers: readonly UndoRegister[];
  /** Says what would be done, and writes nothing. */
  dryRun?: boolean;
  /** Hears of each record, as it is decided. */
  on?: (outcome: UndoneRecord) => void;
  /** Hears how many of the versions that the import wrote have been looked at. */
  progress?: (done: number, total: number) => void;
  /** Stops after the step that is being written; what is left is taken back by the next run. */
  signal?: AbortSignal | undefined;
}

/** What became of one record, for people. */
export interface UndoneRecord {
  outcome: 'ended' | 'restored' | 'left';
  documentNumber: string | null;
  uscc: string;
  /** Why it was left. */
  reason: string | null;
}

export interface UndoSummary {
  receipt: string;
  dryRun: boolean;
  /** New by the import, and ended: recorded in error. */
  ended: number;
  /** Changed by the import: their former facts hold again. */
  restored: number;
  /** Changed since, or referred to: they stay as they are. */
  left: number;
  /** Last position of the log then. */
  position: number | null;
}

/** Positions in one transaction: the head is held meanwhile. */
const STEP = 1_000;

/**
 * Takes an import back, the latest of what it wrote first, step by step: each is a transaction, and what is taken back is passed over
 * by the next run. Nothing is erased (README.md of this room). Throws NOT_FOUND for a receipt that no import has.
 */
export async function undoImport(db: Db, options: UndoOptions): Promise<UndoSummary> {
  const { receipt, registers, dryRun = false, signal } = options;
  const batches = await readBatches(db.sql, receipt);
  if (!batches) throw new HubError('NOT_FOUND', `no import has the receipt ${receipt}; see: npx hub import list`);
  const wrote = within(batches);
  const total = batches.reduce((sum, b) => sum + b.until - b.after, 0);
  const summary: UndoSummary = { receipt, dryRun, ended: 0, restored: 0, left: 0, position: null };
  let done = 0;
  for (const batch of batches.toReversed()) {
    const register = registers.find((r) => r.operation === batch.operation);
    if (!register) throw new HubError('BAD_USER_INPUT', `an import by ${batch.operation} cannot be taken back`);
    for (let until = batch.until; until > batch.after; until -= STEP) {
      if (signal?.aborted) throw new HubError('UNAVAILABLE', 'stopped; take it back again to go on');
      const step = new Step(register, { batch, receipt, wrote, after: Math.max(batch.after, until - STEP), until });
      const plan = dryRun ? await step.plan(db.orm) : await sequenced(db, (turn) => step.run(turn));
      if (plan.position !== null) summary.position = plan.position;
      for (const outcome of plan.outcomes) {
        const record = described(outcome);
        summary[record.outcome]++;
        options.on?.(record);
      }
      done += until - Math.max(batch.after, until - STEP);
      options.progress?.(done, total);
    }
  }
  return summary;
}

/** Whether a position is one of the batches'. */
function within(batches: readonly ImportBatch[]): (position: number) => boolean {
  return (position) => {
    let [low, high] = [0, batches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((batches[middle] as ImportBatch).until < position) low = middle + 1;
      else high = middle;
    }
    const batch = batches[low];
    return batch !== undefined && batch.after < position;
  };
}

function described(outcome: Outcome<Recorded>): UndoneRecord {
  const { documentNumber, uscc } = outcome.kind === 'LEFT' ? outcome.row : outcome.present;
  if (outcome.kind === 'LEFT') return { outcome: 'left', documentNumber, uscc, reason: outcome.reason };
  return { outcome: outcome.kind === 'ENDED' ? 'ended' : 'restored', documentNumber, uscc, reason: null };
}

interface Scope {
  batch: ImportBatch;
  receipt: string;
  wrote(position: number): boolean;
  after: number;
  until: number;
}
interface Plan {
  outcomes: Outcome<Recorded>[];
  position: number | null;
}

/** The positions of one transaction. */
class Step {
  private readonly receivedAt = present();

  constructor(
    private readonly register: UndoRegister,
    private readonly scope: Scope,
  ) {}

  /** What is to be done, as the records stand. */
  async plan(orm: Orm): Promise<Plan> {
    const { tables, family, restoredPast } = this.register.takeBack;
    const { receipt: importId, wrote, after, until } = this.scope;
    const keys = await keysWritten(orm, tables, family, [after, until]);
    if (keys.length === 0) return { outcomes: [], position: null };
    const kept = await readKept<Recorded>(orm, tables, keys);
    const outcomes = kept.flatMap((k) => decideUndo(k, { importId, wrote, after, until, restoredPast }));
    const ending = outcomes.flatMap((o) => (o.kind === 'ENDED' ? [this.keyOf(o.present)] : []));
    const held = await referrers(orm, tables, ending);
    const checked = outcomes.map((o): Outcome<Recorded> => {
      const by = o.kind === 'ENDED' ? held.get(this.keyOf(o.present)) : undefined;
      if (o.kind !== 'ENDED' || !by) return o;
      return {
        kind: 'LEFT',
        row: o.present,
        reason: `other records are about it (${by.join(', ')}); take those back first`,
      };
    });
    return { outcomes: checked, position: null };
  }

  async run(turn: Turn): Promise<Plan> {
    const { outcomes } = await this.plan(turn.orm);
    const writes = outcomes.filter((o) => o.kind !== 'LEFT');
    if (writes.length === 0) return { outcomes, position: null };
    const { orm, recordedAt } = turn;
    const { tables } = this.register.takeBack;
    const recording = { ...this.recording(turn), ...(await recordingDays(turn)) };
    const restored: Recorded[] = [];
    const corrected: Recorded[] = [];
    const ended: string[] = [];
    const takebacks = writes.map((outcome) => {
      const key = this.keyOf(outcome.present);
      const row = this.after(outcome, recording);
      const draft = row
        ? this.register.eventOf(row, outcome.present, recording, undefined)
        : this.register.takeBack.retracted(outcome.present, recording);
      const position = turn.append({ ...draft, data: { ...draft.data, takesBack: this.scope.receipt } });
      if (row) Object.assign(row, { position });
      if (outcome.kind === 'ENDED') ended.push(key);
      else (outcome.kind === 'RESTORED' ? restored : corrected).push(row as Recorded);
      const of = outcome.kind === 'RESTORED_PAST' ? outcome.correction : outcome.present;
      return { key, position, ofPosition: of.position, restores: restores(outcome), importId: this.scope.receipt };
    });
    await keepTakebacks(orm, tables.live, recordedAt, takebacks);
    await this.register.update(orm, restored);
    await this.register.insertPast?.(orm, corrected, recording);
    await endRecords(orm, tables, ended);
    await this.store(turn, outcomes);
    return { outcomes, position: turn.position };
  }

  private keyOf = (row: Recorded): string =>
    String((row as unknown as Record<string, unknown>)[this.register.takeBack.tables.key]);

  /** The version that takes back; null: the record ends. */
  private after(outcome: Exclude<Outcome<Recorded>, { kind: 'LEFT' }>, recording: Recording): Recorded | null {
    if (outcome.kind === 'ENDED') return null;
    const { restored } = this.register.takeBack;
    const { present } = outcome;
    const facts =
      outcome.kind === 'RESTORED_PAST' ? outcome.row : (restored?.(outcome.former, present) ?? outcome.former);
    const { receivedAt, recordedAt, position } = recording;
    return { ...facts, receivedAt, recordedAt, position };
  }

  private recording({ recordedAt, position, announcedThrough }: Turn): Omit<Recording, keyof RecordingDays> {
    const { agencyId, kind, name, divisionCode } = this.scope.batch;
    const { receivedAt } = this;
    const days = { today: dateOf(receivedAt), announcedThrough };
    const provider = { agencyId, kind, name, divisionCode };
    return { providerId: agencyId, provider, receivedAt, recordedAt, position, ...days };
  }

  /** Its own entry among the submissions: positions are known by them. */
  private async store({ orm, recordedAt, position }: Turn, outcomes: Outcome<Recorded>[]): Promise<void> {
    const count = (kinds: string[]) => outcomes.filter((o) => kinds.includes(o.kind)).length;
    const id = randomUUID();
    const counts = { ended: count(['ENDED']), restored: count(['RESTORED', 'RESTORED_PAST']), left: count(['LEFT']) };
    await storeSubmission(orm, {
      id,
      agencyId: this.scope.batch.agencyId,
      operation: `undo ${this.register.operation}`,
      idempotencyKey: null,
      bodyHash: '',
      receivedAt: this.receivedAt,
      recordedAt,
      position,
      receipt: { id, takesBack: this.scope.receipt, ...counts, position },
      importId: null,
    });
  }
}

const restores = (outcome: Outcome<Recorded>): number | null => {
  if (outcome.kind === 'RESTORED') return outcome.former.position;
  return outcome.kind === 'RESTORED_PAST' ? outcome.former : null;
};
