import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { ReservedSql, Sql } from 'postgres';
import type { HubError } from '../src/kernel/errors.js';
import { during, type Patience, patienceNow } from '../src/kernel/patience.js';
import { type Cancel, cancelUntil } from './lane.js';
import type { PoolOptions } from './pool.js';

/** The query builder, over the pool or inside a transaction. */
export type Orm = Pick<PostgresJsDatabase, 'select' | 'insert' | 'update' | 'execute'>;

const LOST = /^(CONNECTION_CLOSED|CONNECTION_DESTROYED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/** Whether a failure is the loss of the connection; the query builder wraps it. */
export function isLost(error: unknown): boolean {
  const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: unknown };
  return typeof code === 'string' && LOST.test(code);
}

/** For what must not go on, because the connection under it is gone and its caller has been told. */
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** The body of a transaction or savepoint: where the connection is lost it does not end, since nothing of it can be undone. */
export async function overLiveConnection<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isLost(error)) return never();
    throw error;
  }
}

interface Open {
  pool: Sql;
  sql: ReservedSql;
  gone: boolean;
  /** The last commit is on this server's disk alone: what waited for its standby was broken off. */
  alone: boolean;
  /** Told when the connection is lost. */
  onLost(error: Error): void;
}

/**
 * One connection for transactions, one at a time. The driver's own `begin` waits for its answer before anything else is sent;
 * here it leaves together with the first statement, and the last statement together with the commit: two ways to the
 * database where there were four. And where the connection is lost, no further statement of the transaction is sent: the driver
 * would write to a socket that is gone, outside of every promise, which ends the process (postgres.js 3.4.9, its issue 1208).
 */
export class Writer {
  private open: Open | null = null;
  private pool: Sql | undefined;
  private closed = false;

  /** `connect` makes a pool of one connection, and calls back when that is closed, and with what the database notices. */
  constructor(
    private readonly connect: (told: Pick<PoolOptions, 'onclose' | 'onnotice'>) => Sql,
    private readonly cancel: Cancel,
    private readonly onCancelled: () => void = () => {},
  ) {}

  async transaction<T>(work: (orm: Orm) => Promise<T>, patience: Patience | null = patienceNow()): Promise<T> {
    const open = this.open ?? (await this.begin());
    if (open.gone) throw lostError();
    if (patience?.over) throw patience.over;
    const life = new Life(this.cancel, this.onCancelled);
    const orm = ormOver(open, life);
    lives.set(orm, life);
    life.serve(patience);
    try {
      // No race with a promise that lives as long as the connection: it would keep every transaction's result.
      return await new Promise<T>((resolve, reject) => {
        open.onLost = reject;
        this.run(open, life, orm, work).then(resolve, reject);
      });
    } finally {
      open.onLost = () => {};
      life.over = true;
      life.serve(null);
    }
  }

  private async run<T>(open: Open, life: Life, orm: Orm, work: (orm: Orm) => Promise<T>): Promise<T> {
    const { sql } = open;
    sql.unsafe('begin').catch(() => {}); // it fails with the connection alone
    let result: T;
    try {
      result = await overLiveConnection(() => work(orm));
      // Whoever waited has been told that it was not done; from the commit on it is.
      if (life.why) throw life.why;
    } catch (error) {
      await life.settled();
      if (!open.gone) await sql.unsafe('rollback');
      throw life.why ?? error;
    }
    if (open.gone) return never();
    life.over = true;
    open.alone = false;
    const { command } = await sql.unsafe('commit');
    if (open.alone) throw unknownError();
    // A statement whose failure nobody looked at: the database has undone everything.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement of it had failed');
    return result;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.pool?.end({ timeout: 0.3 });
  }

  /** A fresh pool for every connection: one that lost its connection may keep bytes that were not sent yet. */
  private begin(): Promise<Open> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw lostError();
      // Why there is none is said better by the statement that meets it, a moment later.
      const onLost = (error: Error) => void setImmediate(reject, error);
      const open: Open = { pool: undefined as never, sql: undefined as never, gone: false, alone: false, onLost };
      const onclose = () => {
        open.gone = true;
        if (this.open === open) this.open = null;
        open.onLost(lostError());
        void open.pool.end({ timeout: 0 });
      };
      const onnotice = ({ routine }: { routine?: string }) => {
        if (routine === STANDBY_WAIT) open.alone = true;
      };
      open.pool = this.connect({ onclose, onnotice });
      this.pool = open.pool;
      const reserve = async () => {
        // A reservation that cannot be had stays in the driver's queue for ever; a statement that fails does not.
        await open.pool.unsafe('select 1');
        open.sql = await open.pool.reserve();
        this.open = open;
        return open;
      };
      reserve().then(resolve, (error) => {
        void open.pool.end({ timeout: 0 });
        reject(error);
      });
    });
  }
}

/**
 * The place in the database's source that a warning is from: the same in every language. Where a standby is waited for
 * (synchronous_standby_names), a commit whose time runs out, or that is cancelled, is answered like any other, with this warning: it is on this
 * server alone, and lost where the standby is promoted. It was not done as far as anybody can tell: asked again under its key
 * it is answered once the standby has it.
 */
const STANDBY_WAIT = 'SyncRepWaitForLSN';
const unknownError = () =>
  Object.assign(new Error('the commit is on the primary alone: its standby has not confirmed it'), { code: '08007' });

const lostError = () =>
  Object.assign(new Error('the connection to the database is closed'), { code: 'CONNECTION_CLOSED' });

/** A transaction up to its commit, and who waits for what it does at the moment. */
class Life {
  /** Nothing of it is sent any more, but for its end. */
  over = false;
  /** Why it was given up before its commit. */
  why: HubError | null = null;
  private patience: Patience | null = null;
  private pid: () => number | null | undefined = () => null;
  private cancelling: Promise<void> = Promise.resolve();
  private still = false;

  constructor(
    private readonly cancel: Cancel,
    private readonly onCancelled: () => void,
  ) {}

  /** Whose patience counts from now on. */
  serve(patience: Patience | null): void {
    this.patience?.offEnd(this.giveUp);
    this.patience = patience;
    patience?.onEnd(this.giveUp);
  }

  sent(statement: { state?: { pid: number | null } | null }): void {
    this.pid = () => statement.state?.pid;
  }

  /** No cancel is under way, and none will be. */
  settled(): Promise<void> {
    this.still = true;
    return this.cancelling;
  }

  readonly giveUp = (why: HubError): void => {
    if (this.over || this.why) return;
    this.why = why;
    this.onCancelled();
    const done = () => this.still || this.over;
    this.cancelling = cancelUntil(done, () => this.pid(), this.cancel);
  };
}
const lives = new WeakMap<Orm, Life>();

/**
 * Says for whom a transaction works from now on, where it serves several in turn: it is given up, and rolled back, when that one's
 * patience ends before its commit; null: nobody's.
 */
export function serve(orm: Orm, patience: Patience | null): void {
  lives.get(orm)?.serve(patience);
}

/** Gives a transaction up, as if whom it serves had left: what it runs is cancelled, and it is rolled back. */
export function abandon(orm: Orm, why: HubError): void {
  lives.get(orm)?.giveUp(why);
}

/** The query builder over a reserved connection, for as long as the transaction lasts. */
function ormOver(open: Open, life: Life): Orm {
  const nothing = Object.assign(never<never>(), { values: () => nothing });
  const unsafe = (...args: Parameters<Sql['unsafe']>) => {
    if (life.over || open.gone) return nothing;
    if (life.why) return refused(life.why);
    const statement = open.sql.unsafe(...args);
    life.sent(statement as never);
    return statement;
  };
  return drizzle({ options: open.pool.options, unsafe } as unknown as Sql);
}

/** What a statement answers of a transaction that was given up. */
function refused(why: HubError) {
  const failed = Object.assign(Promise.reject(why), { values: () => failed });
  failed.catch(() => {}); // whoever asked looks at it, or at the transaction's end
  return failed as never;
}

/** The query builder, whose statements are made on somebody's behalf whenever they are sent. */
export function ormFor<T extends Orm>(orm: T, patience: Patience | null): T {
  if (!patience) return orm;
  const { session } = orm as unknown as { session: { client: Sql } };
  const { client } = session;
  const unsafe = (...args: Parameters<Sql['unsafe']>) => during(patience, () => client.unsafe(...args));
  const own = Object.assign(Object.create(session), { client: Object.assign(Object.create(client), { unsafe }) });
  return Object.assign(Object.create(orm), { session: own });
}
