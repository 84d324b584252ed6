import { type Orm, savepoint } from '../../../db/client.js';
import type { Turn } from '../sequencer/sequence.js';
import { TryCarefully } from '../sequencer/sequencer.js';
import type { Keeper, Taken, Written } from './decide-batch.js';
import type { Recording, RegisterSpec, Stamp } from './register.js';
import { rejectedResult } from './rejected.js';

interface DatabaseError {
  code?: string;
  constraint_name?: string;
  message: string;
}

/** Gathers the rows of a batch and writes them together, then their events; where the database refuses one, it alone is rejected. */
export class RowWriter<C, R extends object, F> implements Keeper<C, R> {
  private pending = new Map<string, Taken<C, R>>();

  constructor(
    private readonly turn: Turn,
    private readonly spec: RegisterSpec<C, R, F>,
    private readonly recording: Recording,
  ) {}

  /** A second version of one record waits until the first is written: the history keeps both. */
  ready(key: string): Promise<void> | undefined {
    return this.pending.has(key) ? this.flush() : undefined;
  }

  add(key: string, written: Taken<C, R>): void {
    this.pending.set(key, written);
  }

  async flush(): Promise<void> {
    const all = [...this.pending.values()];
    this.pending = new Map();
    if (all.length === 0) return;
    const writing = this.attempt(all);
    // A refusal then rolls the events back with everything else; under savepoints they wait until it is known.
    const early = this.spec.whole === true && !this.turn.careful;
    if (early) {
      writing.catch(() => {}); // looked at below
      await new Promise(setImmediate); // the statement leaves
      this.announce(all);
    }
    const refused = await writing;
    if (!refused) return early ? undefined : this.announce(all);
    // What is pending holds the last positions given: the refused give theirs back, and the others close up.
    let position = this.recording.position - all.length;
    for (const one of all) {
      (one.decision.row as Partial<Stamp>).position = position + 1;
      const reason = all.length === 1 ? refused : await this.attempt([one]);
      if (!reason) {
        position++;
        this.announce([one]);
        continue;
      }
      one.undo();
      const { result } = one;
      const message = `the register refuses this record: ${reason.constraint_name ?? reason.message}`;
      Object.assign(result, rejectedResult(result.index, [{ code: 'CONSTRAINT', message }]));
    }
    this.recording.position = position;
  }

  /** The event of a version stands at the version's position. */
  private announce(written: Taken<C, R>[]): void {
    for (const { command, before, decision } of written) {
      const position = this.turn.append(this.spec.eventOf(decision.row, before, this.recording, command));
      const { position: own } = decision.row as Partial<Stamp>;
      if (position !== own) throw new Error(`the event of position ${own} came to ${position}`);
    }
  }

  /** Writes; answers the database's refusal (SQLSTATE class 22 or 23), or null. Other failures go up. */
  private async attempt(all: Taken<C, R>[]): Promise<DatabaseError | null> {
    const { orm, careful } = this.turn;
    try {
      await (careful ? savepoint(orm, () => this.write(orm, all)) : this.write(orm, all));
      return null;
    } catch (error) {
      const cause = ((error as { cause?: unknown }).cause ?? error) as DatabaseError;
      if (!/^2[23]/.test(cause.code ?? '')) throw error;
      if (!careful) throw new TryCarefully('the database refuses a record', { cause });
      return cause;
    }
  }

  private async write(orm: Orm, all: Taken<C, R>[]): Promise<void> {
    const of = (test: (d: Written<R>) => boolean) => all.filter((p) => test(p.decision)).map((p) => p.decision.row);
    const past = (d: Written<R>) => d.status === 'UPDATED' && d.past === true;
    await this.spec.insert(
      orm,
      of((d) => d.status === 'INSERTED'),
    );
    await this.spec.update(
      orm,
      of((d) => d.status === 'UPDATED' && !past(d)),
    );
    await this.spec.insertPast?.(orm, of(past), this.recording);
  }
}
