import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { ReservedSql, Sql } from 'postgres';

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

  /** `connect` makes a pool of one connection, and calls back when that is closed. */
  constructor(private readonly connect: (closed: () => void) => Sql) {}

  async transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T> {
    const open = this.open ?? (await this.begin());
    if (open.gone) throw lostError();
    const life = { over: false };
    const orm = ormOver(open, life);
    try {
      // No race with a promise that lives as long as the connection: it would keep every transaction's result.
      return await new Promise<T>((resolve, reject) => {
        open.onLost = reject;
        this.run(open, life, orm, work).then(resolve, reject);
      });
    } finally {
      open.onLost = () => {};
      life.over = true;
    }
  }

  private async run<T>(open: Open, life: { over: boolean }, orm: Orm, work: (orm: Orm) => Promise<T>): Promise<T> {
    const { sql } = open;
    sql.unsafe('begin').catch(() => {}); // it fails with the connection alone
    let result: T;
    try {
      result = await overLiveConnection(() => work(orm));
    } catch (error) {
      if (!open.gone) await sql.unsafe('rollback');
      throw error;
    }
    if (open.gone) return never();
    life.over = true;
    const { command } = await sql.unsafe('commit');
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
      const open: Open = { pool: undefined as never, sql: undefined as never, gone: false, onLost: reject };
      open.pool = this.connect(() => {
        open.gone = true;
        if (this.open === open) this.open = null;
        open.onLost(lostError());
        void open.pool.end({ timeout: 0 });
      });
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

const lostError = () =>
  Object.assign(new Error('the connection to the database is closed'), { code: 'CONNECTION_CLOSED' });

/** The query builder over a reserved connection, for as long as the transaction lasts. */
function ormOver(open: Open, life: { over: boolean }): Orm {
  const nothing = Object.assign(never<never>(), { values: () => nothing });
  const unsafe = (...args: Parameters<Sql['unsafe']>) => (life.over || open.gone ? nothing : open.sql.unsafe(...args));
  return drizzle({ options: open.pool.options, unsafe } as unknown as Sql);
}
