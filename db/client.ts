import { drizzle } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import { ARRAYS } from './arrays.js';
import { type Orm, overLiveConnection, Writer } from './writer.js';

export { isLost, type Orm } from './writer.js';

/**
 * A transaction whose process hangs (stopped, swapped out, its network gone) holds the hub's one head row: the database ends
 * it after this time. It is far above any pause between two statements of a live one.
 */
const IDLE_IN_TRANSACTION_MS = 15_000;
/** Longer than that, so that who waits for the row outlives who holds it; then it is told that the database is busy. */
const LOCK_TIMEOUT_MS = 20_000;
/** A snapshot may wait for a slow reader of what it reads. */
const IDLE_IN_SNAPSHOT_MS = 60_000;

/** The pool and the typed query builder over it; `tx` is the same inside a transaction. */
export interface Db {
  /** Look-ups and lists, as prepared statements. */
  sql: Sql;
  /** Searches, each planned by itself. */
  orm: Orm;
  /** Runs `work` in one transaction; what it throws rolls everything back. */
  transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T>;
  /**
   * Reads one state of the database (repeatable read), however many statements `work` needs, over a connection of its own. Where
   * that is lost, every further statement fails: none is ever answered from another state.
   */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

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
  /** Told each statement as it is sent. */
  onStatement?: (text: string) => void;
  /** Milliseconds after which the database ends a transaction that asks for nothing. */
  idleTimeout?: number;
  /** Milliseconds after which who waits for a lock gives up. */
  lockTimeout?: number;
}

export function connect(options: DbOptions): Db {
  const { url, max = 2, writers = 4, application = 'hub', statementTimeout = 30_000, onStatement } = options;
  const { idleTimeout = IDLE_IN_TRANSACTION_MS, lockTimeout = LOCK_TIMEOUT_MS } = options;
  const pool = (connections: number, own: Record<string, string | number> = {}, onclose?: () => void) =>
    postgres(enduring(url), {
      ...ARRAYS,
      max: connections,
      onnotice() {},
      debug: onStatement ? (_, text) => onStatement(text) : false,
      connection: { application_name: application, statement_timeout: statementTimeout, TimeZone: 'UTC', ...own },
      ...(onclose ? { onclose, max_lifetime: null } : {}),
    });
  // The statements of `sql` are few and prepared: one plan each. Planning them anew for every call took the database as long
  // as running them (measured: src/server/README.md). A search is planned for what it searches, so it has a pool of its own.
  const sql = pool(max, { plan_cache_mode: 'force_generic_plan' });
  drizzle(sql); // it has the driver read dates as the texts that they are, in all pools alike
  const searches = pool(max);
  const orm = drizzle(searches);
  const timeouts = { idle_in_transaction_session_timeout: idleTimeout, lock_timeout: lockTimeout };
  const all = Array.from({ length: writers }, () => new Writer((closed) => pool(1, timeouts, closed)));
  const free = [...all];
  const waiting: ((writer: Writer) => void)[] = [];
  return {
    sql,
    orm,
    transaction: async (work) => {
      const writer = free.pop() ?? (await new Promise<Writer>((go) => void waiting.push(go)));
      try {
        return await writer.transaction(work);
      } finally {
        const next = waiting.shift();
        if (next) next(writer);
        else free.push(writer);
      }
    },
    snapshot: async (work) => {
      const settings = {
        plan_cache_mode: 'force_generic_plan',
        idle_in_transaction_session_timeout: IDLE_IN_SNAPSHOT_MS,
      };
      const own = pool(1, settings, () => void own.end({ timeout: 0 }));
      drizzle(own);
      try {
        await own.unsafe('begin isolation level repeatable read, read only');
        return await work(own);
      } finally {
        await own.end({ timeout: 0 });
      }
    },
    close: async () => {
      await Promise.all([sql.end({ timeout: 0.3 }), searches.end({ timeout: 0.3 }), ...all.map((w) => w.close())]);
    },
  };
}

/** Runs `work` under a savepoint: what it throws is rolled back, and nothing else. */
export async function savepoint<T>(orm: Orm, work: () => Promise<T>): Promise<T> {
  const name = `s${++savepoints}`;
  await prepared(orm, `savepoint ${name}`, [], false);
  let failed = true;
  try {
    const result = await overLiveConnection(work);
    failed = false;
    return result;
  } finally {
    if (failed) await prepared(orm, `rollback to savepoint ${name}`, [], false);
    // Kept, they would pile up inside one another.
    await prepared(orm, `release savepoint ${name}`, [], false);
  }
}
let savepoints = 0;

/**
 * A statement of a transaction, prepared once a connection. The query builder's own `execute` prepares nothing, and asks the
 * database twice for every statement with parameters: what they are, then what it answers.
 */
export async function prepared<R extends object>(
  orm: Orm,
  text: string,
  values: unknown[],
  prepare = true,
): Promise<R[]> {
  const { client } = (orm as unknown as { session: { client: Sql } }).session;
  return client.unsafe<R[]>(text, values as never[], { prepare });
}

/**
 * The address for a program that outlives its connections. A look at a database that is away fails after seconds and is
 * repeated often (the driver's own defaults are 30 s, and a pause that grows to 20 s). And the greeting of a connection is
 * longer than a kilobyte: a connection that is lost while a statement waits to be sent keeps those bytes (postgres.js
 * 3.4.9), and would hold back a shorter greeting behind them for good. A longer one leaves at once; the server refuses
 * what comes before it, and the driver's second attempt is clean.
 */
export function enduring(url: string): string {
  const given = new URLSearchParams(url.split('?')[1]);
  const own = { connect_timeout: '5', backoff: '0.25', 'hub.greeting': 'x'.repeat(1_024) };
  const added = Object.entries(own).filter(([name]) => !given.has(name));
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(added)}`;
}
