import { setTimeout as pause } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { Sql } from 'postgres';
import { type Patience, patienceNow } from '../src/kernel/patience.js';

/** Cancels what a backend of this process runs at the moment; resolves when the database has passed it on. Never rejects. */
export type Cancel = (pid: number) => Promise<void>;

/** A statement as the driver has it (postgres.js 3.4.9, query.js): a promise that the driver settles through these. */
interface Statement extends Promise<unknown> {
  handler: Handler;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  /** The backend that it was sent to. */
  state: { pid: number | null } | null;
  cursorFn?: unknown;
  strings: readonly string[];
  /** On whose behalf it was made. */
  owner?: Patience | null;
}
type Handler = ((statement: Statement) => void) & { debug?: unknown };

interface Slot {
  pool: Sql;
  handler: Handler;
}
interface Asked {
  statement: Statement;
  /** Settles it for its caller, whatever the driver still does with it. */
  reject(reason: unknown): void;
  leave(why: Error): void;
  patience: Patience | null;
  slot: Slot | null;
  /** Nobody waits for it any more. */
  gone: boolean;
  /** The driver is through with it. */
  done: boolean;
}

export interface LaneOptions {
  /** Makes the driver's pool of one connection, which is connected when it is first used. */
  open(): Sql;
  /** By which what is read elsewhere finds the same lane there. */
  name?: string | undefined;
  /** Connections at most. */
  size: number;
  cancel: Cancel;
  /** Told of each statement that was given up while it ran. */
  onCancelled?: (() => void) | undefined;
  /** Told of each statement that is made on nobody's behalf. */
  onNobodys?: ((text: string) => void) | undefined;
  /** On whose behalf everything here is done; left out: whoever it is when a statement is made. */
  patience?: Patience | null;
}

/** How soon a cancel is repeated that met its backend between two messages of one statement, where it is let go by. */
const REPEAT_MS = 25;
const REPEAT_MOST_MS = 1_000;
/** So many that left may stay in the queue, which is searched through when they are also half of it. */
const KEPT_GONE = 64;

/**
 * Connections for one kind of work, each given one statement at a time. A statement whose caller leaves fails for the caller at once
 * and is cancelled in the database; its connection takes the next one when the cancel can meet that no more (README.md, "Lanes").
 */
export class Lane {
  /** The driver's tag over all connections of the lane. `begin` and `reserve` are the caller's to replace. */
  readonly sql: Sql;
  private readonly pools: Sql[] = [];
  private readonly free: Slot[] = [];
  private queue: Asked[] = [];
  /** Those in the queue for whom nobody waits any more. */
  private goneWaiting = 0;

  constructor(private readonly options: LaneOptions) {
    const first = this.open();
    this.free.push(first.slot);
    const dispatch: Handler = Object.assign((statement: Statement) => this.dispatch(statement), {
      debug: first.slot.handler.debug,
    });
    const { pool } = first;
    const own = <T>(made: T): T => {
      if (made instanceof Promise) {
        const statement = made as unknown as Statement;
        statement.handler = dispatch;
        statement.owner = options.patience ?? patienceNow();
      }
      return made;
    };
    const tag = (...args: unknown[]) => own((pool as unknown as (...a: unknown[]) => unknown)(...args));
    const unsafe = (...args: Parameters<Sql['unsafe']>) => own(pool.unsafe(...args));
    this.sql = Object.assign(tag, pool, { unsafe, end: (how?: { timeout?: number }) => this.end(how) }) as never;
  }

  async end(how?: { timeout?: number }): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end(how)));
  }

  private open(): { pool: Sql; slot: Slot } {
    const pool = this.options.open();
    drizzle(pool); // it has the driver read dates as the texts that they are
    this.pools.push(pool);
    // A statement that is never sent: it knows the way into its pool.
    return { pool, slot: { pool, handler: (pool.unsafe('') as unknown as Statement).handler } };
  }

  private dispatch(statement: Statement): void {
    const { name } = this.options;
    if (name && statement.owner?.place?.take(name, statement as never)) return;
    this.take(statement);
  }

  /** Has a statement of its own, or of the same lane over another database, done here. */
  take(statement: Statement): void {
    const patience = statement.owner ?? null;
    if (!patience) this.options.onNobodys?.(statement.strings.join('…'));
    if (patience?.over) {
      statement.reject(patience.over);
      return;
    }
    const asked: Asked = {
      ...{ statement, patience, slot: null, gone: false, done: false },
      reject: statement.reject,
      leave: nobody,
    };
    settling(statement, (failure) => this.settled(asked, failure));
    if (patience) {
      asked.leave = (why) => this.left(asked, why);
      patience.onEnd(asked.leave);
    }
    const slot = this.free.pop() ?? (this.pools.length < this.options.size ? this.open().slot : null);
    if (slot) this.send(asked, slot);
    else this.queue.push(asked);
  }

  private send(asked: Asked, slot: Slot): void {
    asked.slot = slot;
    slot.handler(asked.statement);
  }

  private settled(asked: Asked, failure: unknown): void {
    if (asked.done) return;
    asked.done = true;
    if (asked.slot && isGone(failure, asked.statement)) this.renew(asked.slot);
    asked.patience?.offEnd(asked.leave);
    if (asked.slot && !asked.gone) this.release(asked.slot);
  }

  /**
   * The connection is gone, and the driver says so in the middle of its own clearing up (postgres.js 3.4.9, `closed`): what were sent there now
   * would be written to no socket, outside of every promise, which ends the process. So the next statement gets a fresh one.
   */
  private renew(slot: Slot): void {
    void slot.pool.end({ timeout: 0 });
    this.pools.splice(this.pools.indexOf(slot.pool), 1);
    Object.assign(slot, this.open().slot);
  }

  private release(slot: Slot): void {
    let next = this.queue.shift();
    for (; next?.gone; next = this.queue.shift()) this.goneWaiting--;
    if (next) this.send(next, slot);
    else this.free.push(slot);
  }

  private left(asked: Asked, why: Error): void {
    asked.gone = true;
    asked.reject(why);
    if (asked.slot) void this.giveUp(asked, asked.slot);
    else if (++this.goneWaiting > KEPT_GONE && this.goneWaiting > this.queue.length / 2) {
      this.queue = this.queue.filter((a) => !a.gone);
      this.goneWaiting = 0;
    }
  }

  /** Cancels until the statement has ended: its connection is nobody else's meanwhile. */
  private async giveUp(asked: Asked, slot: Slot): Promise<void> {
    this.options.onCancelled?.();
    await cancelUntil(
      () => asked.done,
      () => asked.statement.state?.pid,
      this.options.cancel,
    );
    this.release(slot);
  }
}

/** Cancels what the backend runs, again and again, until `done` says so. No cancel is under way any more when it resolves. */
export async function cancelUntil(
  done: () => boolean,
  pid: () => number | null | undefined,
  cancel: Cancel,
): Promise<void> {
  for (let wait = REPEAT_MS; !done(); wait = Math.min(2 * wait, REPEAT_MOST_MS)) {
    const backend = pid();
    if (backend) await cancel(backend);
    if (!done()) await pause(wait);
  }
}

/** Whether a statement that had been sent failed with its connection. */
const isGone = (failure: unknown, statement: Statement): boolean =>
  failure !== undefined && statement.state !== null && LOST.test(String((failure as { code?: unknown } | null)?.code));
const LOST = /^(CONNECTION_\w+|E(?!RR_)[A-Z]+|ERR_STREAM_DESTROYED|57P0[123])$/;

const nobody = () => {};

/** Calls `settled` when the driver is through with a statement, as often as it says so. */
function settling(statement: Statement, settled: (failure?: unknown) => void): void {
  for (const name of ['resolve', 'reject'] as const) {
    let own = statement[name];
    const both = (value: unknown) => {
      own(value);
      settled(name === 'reject' ? value : undefined);
    };
    if (!statement.cursorFn) statement[name] = both;
    // A cursor's reader puts others in their place for each part that it waits for.
    else {
      const set = (next: typeof own) => {
        own = next;
      };
      Object.defineProperty(statement, name, { get: () => both, set });
    }
  }
}
