import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';

/** The pool and the typed query builder over it; `tx` is the same inside a transaction. */
export interface Db {
  sql: Sql;
  orm: Orm;
  /** Runs `work` in one transaction; what it throws rolls everything back. */
  transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
export type Orm = Pick<PostgresJsDatabase, 'select' | 'insert' | 'update' | 'execute'>;

export interface DbOptions {
  url: string;
  /** Connections for reads. Few are best: statements of concurrent requests then share round trips (pipelining). */
  max?: number;
  /** Connections for transactions, apart from the reads': a write that waits for its turn must not hold up a check. */
  writers?: number;
  /** Shown in pg_stat_activity. */
  application?: string;
  /** Milliseconds after which the database gives a statement up; 0 for none. */
  statementTimeout?: number;
}

export function connect({ url, max = 2, writers = 4, application = 'hub', statementTimeout = 30_000 }: DbOptions): Db {
  const pool = (connections: number) =>
    postgres(url, {
      max: connections,
      onnotice() {},
      connection: { application_name: application, statement_timeout: statementTimeout, TimeZone: 'UTC' },
    });
  const sql = pool(max);
  const orm = drizzle(sql);
  const writes = pool(writers);
  const writer = drizzle(writes);
  return {
    sql,
    orm,
    transaction: (work) => writer.transaction((tx) => overLiveConnection(() => work(tx))),
    close: async () => {
      await Promise.all([sql.end({ timeout: 0.3 }), writes.end({ timeout: 0.3 })]);
    },
  };
}

const LOST = /^(CONNECTION_CLOSED|CONNECTION_DESTROYED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/**
 * The body of a transaction or savepoint. Where the connection is lost it never ends: the driver has then failed the
 * transaction itself, and the rollback that it would send over the closed socket throws outside of every promise, which
 * ends the process, and leaves the pool a connection that never answers again (postgres.js 3.4.9, its issue 1208).
 */
export async function overLiveConnection<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: unknown };
    if (typeof code === 'string' && LOST.test(code)) return new Promise(() => {});
    throw error;
  }
}
