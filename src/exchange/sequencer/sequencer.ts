import { type Db, isLost, type Orm, savepoint, serve } from '../../../db/client.js';
import { HubError } from '../../kernel/errors.js';
import { during, Patience, patienceNow } from '../../kernel/patience.js';
import { clockGuard } from '../time/clock.guard.js';
import { Aside } from './aside.js';
import { HeadWatch } from './head-watch.js';
import { type Obstacle, obstacleOf } from './obstacle.js';
import { Sequence, type Turn } from './sequence.js';

/** Works that share a transaction at most, and for how long others may join it: who came first waits for them all. */
const MOST = 64;
const JOIN_MS = 25;
/**
 * For how long a work waits for a lock with the head in hand, while everybody waits for it: what the hub's own statements hold is free by
 * then. Less under savepoints, where several works of one transaction may try it.
 */
const LOCK_MS = 5;
const LOCK_CAREFUL_MS = 1;

/** Thrown by a work that wants to go on after a failed statement: it is run again, guarded by savepoints. */
export class TryCarefully extends Error {}

export interface Waiting {
  work(turn: Turn): Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  patience: Patience | null;
  leave(why: HubError): void;
  /** Set where it has kept the head for too long. */
  slow: HubError | null;
}
const nothing = () => {};

/** Seconds after which who holds what a write needs may have given it back. */
const AGAIN_S = 5;
const heldTooLong = (ms: number) => {
  const message = `what this write needs has been locked by somebody else for ${ms / 1_000} s; nothing of it was written, try again`;
  return new HubError('UNAVAILABLE', message, { retryAfter: AGAIN_S });
};
type Outcome = { value: unknown } | { error: unknown } | { met: Obstacle; error: unknown };

/** How far a transaction got, for whoever looks at its failure. */
interface Course {
  /** The head is locked. */
  begun: boolean;
  /** When it was; performance.now(). */
  since: number;
  /** How many were passed over, because they had left. */
  gone: number;
  /** How many have met what somebody else holds. */
  met: number;
  /** It has failed, though its works may not know yet: its connection is lost. It takes no one else along. */
  over: boolean;
}
const course = (): Course => ({ begun: false, since: 0, gone: 0, met: 0, over: false });

/** Why it is not to be done any more; null while it is. */
const over = ({ slow, patience }: Waiting): HubError | null => slow ?? patience?.over ?? null;

/**
 * Runs a work in the hub's one order of changes, in a transaction that it shares with others that wait at the moment (../README.md,
 * "Group commit"). A work that throws is rolled back alone; so is one that meets what somebody else holds, and it is run again when that
 * is free ("Standing aside"). It may be run several times, so it makes all its state itself; it must not wait for another `sequenced`,
 * which would wait for it. Whose caller leaves before the commit is left out.
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
  /** Those who stood aside and are to be run again: before the others, and each under a savepoint. */
  private back: Waiting[] = [];
  private readonly aside: Aside<Waiting>;
  private running = false;
  /** Of those who wait until a transaction begins. */
  private joint = new Patience();

  constructor(private readonly db: Db) {
    this.aside = new Aside({
      open: () => db.sql.reserve(),
      patienceMs: db.lockTimeout,
      back: (ones) => {
        this.back.push(...ones);
        this.begin();
      },
      over: (one) => this.settle(one, { error: heldTooLong(db.lockTimeout) }),
    });
  }

  run<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const patience = patienceNow();
      if (patience?.over) return reject(patience.over);
      const answer = resolve as Waiting['resolve'];
      const own: Waiting = { work, resolve: answer, reject, patience, leave: nothing, slow: null };
      if (patience) {
        own.leave = (why) => this.left(own, why);
        patience.onEnd(own.leave);
      }
      this.waiting.push(own);
      this.begin();
    });
  }

  /** Who has not been taken yet is not served at all; a transaction that nobody waits for does not begin. */
  private left(one: Waiting, why: HubError): void {
    const queue = [this.waiting, this.back].find((q) => q.includes(one));
    if (!queue && !this.aside.waits(one)) return; // its transaction looks itself whether it is there
    queue?.splice(queue.indexOf(one), 1);
    this.aside.leave(one);
    one.reject(why);
    if (queue && this.waiting.length + this.back.length === 0) this.joint.end(why);
  }

  private begin(): void {
    if (!this.running) void this.runAll();
  }

  private async runAll(): Promise<void> {
    this.running = true;
    while (this.waiting.length + this.back.length > 0) {
      // While something is held, others may well meet it: those of their transaction would be done twice.
      const careful = this.aside.some || this.back.length > 0;
      const run = careful ? (group: Waiting[]) => this.among(group) : (group: Waiting[]) => this.together(group);
      await during(null, () => this.runGroup(run));
    }
    this.running = false;
  }

  /** `run` puts whom it takes into the group; whom it did not come to is run again. */
  private async runGroup(run: (group: Waiting[]) => Promise<Outcome[]>): Promise<void> {
    const group: Waiting[] = [];
    let outcomes: Outcome[];
    try {
      outcomes = await run(group);
    } catch (error) {
      outcomes = group.map(() => ({ error }));
    }
    this.back.unshift(...group.splice(outcomes.length));
    for (const [i, one] of group.entries()) this.settle(one, outcomes[i] as Outcome);
  }

  private settle(one: Waiting, outcome: Outcome): void {
    const why = over(one);
    if ('met' in outcome && !why) {
      this.aside.add(one, outcome.met, outcome.error);
      return;
    }
    one.patience?.offEnd(one.leave);
    if ('value' in outcome) {
      this.aside.done(one);
      one.resolve(outcome.value);
      return;
    }
    if (why || isLost(outcome.error)) this.aside.leave(one);
    else this.aside.done(one);
    one.reject(why && 'met' in outcome ? why : outcome.error);
  }

  /** First without savepoints, which cost more than most works; where one of them fails, all again, each guarded by its own. */
  private async together(group: Waiting[]): Promise<Outcome[]> {
    const state = { failed: false, over: false };
    const take = (since: number): Waiting | undefined => {
      const closed = state.over || group.length >= MOST || (group.length > 0 && performance.now() - since > JOIN_MS);
      const next = closed ? undefined : this.waiting.shift();
      if (next) group.push(next);
      return next;
    };
    const joint = new Patience();
    this.joint = joint;
    try {
      return await this.commit(async (orm, watch) => {
        serve(orm, joint);
        const sequence = await Sequence.begin(orm, false, clockGuard(this.db), LOCK_MS);
        const since = performance.now();
        const outcomes: Outcome[] = [];
        // A transaction that has failed meanwhile, its connection lost, takes no one else along.
        for (let one = take(since); one; one = take(since)) {
          watch.serve(one);
          const run = one.work(sequence.turn(orm));
          outcomes.push({ value: await run.catch((error) => failed(state, error)) });
        }
        if (state.over) return new Promise(() => {});
        watch.serve(null);
        return { outcomes, ...(await sequence.end()) };
      });
    } catch (error) {
      state.over = true;
      // Nobody waited any more: who has come since is served next.
      if (group.length === 0 && joint.over) return [];
      // There was no transaction to be had: nobody who waits is served, and each may try again.
      if (group.length === 0) group.push(...this.waiting.splice(0, MOST));
      else if (!isLost(error)) {
        const met = obstacleOf(error);
        // What everybody writes is held: the log itself.
        if (met && !state.failed) return group.map(() => ({ met, error }));
        if (met) this.settle(group.pop() as Waiting, { met, error });
        const again = state.failed && (met || group.length > 1 || error instanceof TryCarefully);
        if (again) return group.length > 0 ? this.carefully(group) : [];
      }
      throw error;
    }
  }

  /** Those who come back, and then whoever waits, each guarded by a savepoint from the first. */
  private async among(group: Waiting[]): Promise<Outcome[]> {
    const own = course();
    const take = () => {
      const late = group.length > 0 && performance.now() - own.since > JOIN_MS;
      const next = own.over || late || group.length >= MOST ? undefined : (this.back.shift() ?? this.waiting.shift());
      if (next) group.push(next);
      return next;
    };
    const joint = new Patience();
    this.joint = joint;
    try {
      return await this.guarded(take, own, joint);
    } catch (error) {
      own.over = true;
      if (group.length === 0 && joint.over) return [];
      if (!own.begun) group.push(...[this.back, this.waiting].flatMap((q) => q.splice(0, MOST)));
      return this.failed(error, group, own);
    }
  }

  private async carefully(group: readonly Waiting[]): Promise<Outcome[]> {
    const own = course();
    const rest = [...group];
    // Where some have met what is held, they have taken their time: whoever is left comes next, and other hubs in between.
    const closed = () => own.over || (own.met > 0 && performance.now() - own.since > JOIN_MS);
    const take = () => (closed() ? undefined : rest.shift());
    try {
      return await this.guarded(take, own, null);
    } catch (error) {
      own.over = true;
      return this.failed(error, group, own);
    }
  }

  /** Who has left is left out; one who leaves meanwhile takes the transaction down, and the others have theirs again. */
  private failed(error: unknown, group: readonly Waiting[], { begun, gone }: Course): Promise<Outcome[]> | Outcome[] {
    if (isLost(error) || !begun) throw error;
    const met = obstacleOf(error);
    if (met) return group.map(() => ({ met, error }));
    if (group.filter(over).length === gone) throw error;
    return this.carefully(group);
  }

  private guarded(take: () => Waiting | undefined, own: Course, joint: Patience | null): Promise<Outcome[]> {
    return this.commit(async (orm, watch) => {
      serve(orm, joint);
      const sequence = await Sequence.begin(orm, true, clockGuard(this.db), LOCK_CAREFUL_MS);
      Object.assign(own, { begun: true, since: performance.now() });
      const outcomes: Outcome[] = [];
      for (let one = take(); one; one = take()) {
        const gone = over(one);
        if (gone) {
          own.gone++;
          outcomes.push({ error: gone });
          continue;
        }
        watch.serve(one);
        const { work } = one;
        const mark = sequence.mark();
        try {
          outcomes.push({ value: await savepoint(orm, () => work(sequence.turn(orm))) });
        } catch (error) {
          sequence.backTo(mark);
          const met = obstacleOf(error);
          if (met) own.met++;
          outcomes.push(met ? { met, error } : { error });
        }
      }
      if (own.over) return new Promise(() => {});
      watch.serve(null);
      return { outcomes, ...(await sequence.end()) };
    });
  }

  private async commit(
    work: (orm: Orm, watch: HeadWatch) => Promise<{ outcomes: Outcome[]; written: Promise<unknown> }>,
  ): Promise<Outcome[]> {
    let watch: HeadWatch | undefined;
    try {
      const { outcomes, written } = await this.db.transaction((orm) => {
        watch = new HeadWatch(orm);
        return work(orm, watch);
      });
      await written;
      return outcomes;
    } finally {
      // Where the connection is lost, the work itself never ends.
      watch?.end();
    }
  }
}

function failed(state: { failed: boolean }, error: unknown): never {
  state.failed = true;
  throw error;
}
