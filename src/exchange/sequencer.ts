import { type Db, isLost, type Orm, savepoint, serve } from '../../db/client.js';
import type { HubError } from '../kernel/errors.js';
import { during, Patience, patienceNow } from '../kernel/patience.js';
import { Sequence, type Turn } from './sequence.js';
import { clockGuard } from './time/clock.guard.js';

/** Works that share a transaction at most, and for how long others may join it: who came first waits for them all. */
const MOST = 64;
const JOIN_MS = 25;

/** Thrown by a work that wants to go on after a failed statement: it is run again, guarded by savepoints. */
export class TryCarefully extends Error {}

interface Waiting {
  work(turn: Turn): Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  patience: Patience | null;
  leave(why: HubError): void;
}
type Outcome = { value: unknown } | { error: unknown };

/**
 * Runs a work in the hub's one order of changes, in a transaction that it shares with others that wait at the moment (README.md,
 * "Group commit"). A work that throws is rolled back alone. It may be run twice, so it makes all its state itself; it must not
 * wait for another `sequenced`, which would wait for it. Whose caller leaves before the commit is left out.
 */
export function sequenced<T>(db: Db, work: (turn: Turn) => Promise<T>): Promise<T> {
  let sequencer = sequencers.get(db);
  if (!sequencer) {
    sequencer = new Sequencer(db);
    sequencers.set(db, sequencer);
  }
  return sequencer.run(work);
}
const sequencers = new WeakMap<Db, Sequencer>();

class Sequencer {
  private waiting: Waiting[] = [];
  private running = false;
  /** Of those who wait until a transaction begins. */
  private joint = new Patience();

  constructor(private readonly db: Db) {}

  run<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const patience = patienceNow();
      if (patience?.over) return reject(patience.over);
      const own: Waiting = { work, resolve: resolve as Waiting['resolve'], reject, patience, leave: () => {} };
      if (patience) {
        own.leave = (why) => this.left(own, why);
        patience.onEnd(own.leave);
      }
      this.waiting.push(own);
      if (!this.running) void this.runAll();
    });
  }

  /** Who has not been taken yet is not served at all; a transaction that nobody waits for does not begin. */
  private left(one: Waiting, why: HubError): void {
    const at = this.waiting.indexOf(one);
    if (at < 0) return; // its transaction looks itself whether it is there
    this.waiting.splice(at, 1);
    one.reject(why);
    if (this.waiting.length === 0) this.joint.end(why);
  }

  private async runAll(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) await during(null, () => this.runGroup());
    this.running = false;
  }

  private async runGroup(): Promise<void> {
    const group: Waiting[] = [];
    let outcomes: Outcome[];
    try {
      outcomes = await this.together(group);
    } catch (error) {
      outcomes = group.map(() => ({ error }));
    }
    for (const [i, one] of group.entries()) {
      const outcome = outcomes[i] as Outcome;
      one.patience?.offEnd(one.leave);
      if ('error' in outcome) one.reject(outcome.error);
      else one.resolve(outcome.value);
    }
  }

  /** First without savepoints, which cost more than most works; where one of them fails, all again, each guarded by its own. */
  private async together(group: Waiting[]): Promise<Outcome[]> {
    const state = { failed: false, over: false };
    const take = (since: number): Waiting | undefined => {
      const closed = group.length >= MOST || (group.length > 0 && performance.now() - since > JOIN_MS);
      const next = closed ? undefined : this.waiting.shift();
      if (next) group.push(next);
      return next;
    };
    const joint = new Patience();
    this.joint = joint;
    try {
      return await this.commit(async (orm) => {
        serve(orm, joint);
        const sequence = await Sequence.begin(orm, false, clockGuard(this.db));
        const since = performance.now();
        const outcomes: Outcome[] = [];
        // A transaction that has failed meanwhile, its connection lost, takes no one else along.
        for (let one = state.over ? undefined : take(since); one; one = state.over ? undefined : take(since)) {
          serve(orm, one.patience);
          const run = one.work(sequence.turn(orm));
          outcomes.push({ value: await run.catch((error) => failed(state, error)) });
        }
        if (state.over) return new Promise(() => {});
        serve(orm, null);
        return { outcomes, ...(await sequence.end()) };
      });
    } catch (error) {
      state.over = true;
      // Nobody waited any more: who has come since is served next.
      if (group.length === 0 && joint.over) return [];
      const again = state.failed && !isLost(error) && (group.length > 1 || error instanceof TryCarefully);
      if (!again) {
        // There was no transaction to be had: nobody who waits is served, and each may try again.
        if (group.length === 0) group.push(...this.waiting.splice(0, MOST));
        throw error;
      }
    }
    return this.carefully(group);
  }

  /** Who has left is left out; one who leaves meanwhile takes the transaction down, and the others have theirs again. */
  private async carefully(group: readonly Waiting[]): Promise<Outcome[]> {
    const gone = group.filter((one) => one.patience?.over).length;
    try {
      return await this.guarded(group);
    } catch (error) {
      if (isLost(error) || group.filter((one) => one.patience?.over).length === gone) throw error;
      return this.carefully(group);
    }
  }

  private guarded(group: readonly Waiting[]): Promise<Outcome[]> {
    return this.commit(async (orm) => {
      const sequence = await Sequence.begin(orm, true, clockGuard(this.db));
      const outcomes: Outcome[] = [];
      for (const { work, patience } of group) {
        if (patience?.over) {
          outcomes.push({ error: patience.over });
          continue;
        }
        serve(orm, patience);
        const mark = sequence.mark();
        try {
          outcomes.push({ value: await savepoint(orm, () => work(sequence.turn(orm))) });
        } catch (error) {
          sequence.backTo(mark);
          outcomes.push({ error });
        }
      }
      serve(orm, null);
      return { outcomes, ...(await sequence.end()) };
    });
  }

  private async commit(
    work: (orm: Orm) => Promise<{ outcomes: Outcome[]; written: Promise<unknown> }>,
  ): Promise<Outcome[]> {
    const { outcomes, written } = await this.db.transaction(work);
    await written;
    return outcomes;
  }
}

function failed(state: { failed: boolean }, error: unknown): never {
  state.failed = true;
  throw error;
}
