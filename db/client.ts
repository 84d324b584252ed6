import { drizzle } from 'drizzle-orm/postgres-js';
import type { ReservedSql, Sql } from 'postgres';
import { patienceNow } from '../src/kernel/patience.js';
import { canceller } from './canceller.js';
import { Lane } from './lane.js';
import { openPool, type PoolOptions } from './pool.js';
import { type Orm, ormFor, overLiveConnection, Writer } from './writer.js';
import { WriterLane } from './writer-lane.js';

export { abandon, isLost, type Orm, serve } from './writer.js';

/**
 * A transaction whose process hangs (stopped, swapped out, its network gone) holds the hub's one head row: the database ends
 * it after this time. It is far above any pause between two statements of a live one.
 */
const IDLE_IN_TRANSACTION_MS = 15_000;
/** Longer than that, so that who waits for the row outlives who holds it; then it is told that the database is busy. */
const LOCK_TIMEOUT_MS = 20_000;
/** A snapshot may wait for a slow reader of what it reads. */
const IDLE_IN_SNAPSHOT_MS = 60_000;

/**
 * The lanes to the database: each kind of work has connections of its own, so that whatever waits in one, the others go on
 * (README.md, "Lanes"). What is asked on somebody's behalf is cancelled in the database when they leave (src/kernel/patience.ts).
 */
export interface Db {
  /** Look-ups and lists, as prepared statements. */
  sql: Sql;
  /** Searches, each planned by itself. */
  readonly orm: Orm;
  /** What must be answered whatever else is asked: single credit checks, keys. */
  checks: Pick<Db, 'sql' | 'transaction'>;
  /** What nobody waits for: deliveries, decisions from the log, checkpoints, counts for the metrics. */
  readonly background: Db;
  /** Milliseconds after which a transaction's statement that waits for a lock gives up; 0: never. */
  readonly lockTimeout: number;
  /** Runs `work` in one transaction; what it throws rolls everything back. */
  transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T>;
  /**
   * Reads one state of the database (repeatable read), however many statements `work` needs, over a connection of its own. Where
   * that is lost, every further statement fails: none is ever answered from another state.
   */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Has a statement done here that the lane of the same name of another database was given; false where there is no such lane. */
  take(lane: string, statement: never): boolean;
  close(): Promise<void>;
}

export interface DbOptions {
  url: string;
  /** Connections for look-ups and lists, and a third as many for searches, each of which keeps a core of the database busy. Few are best: each takes one statement at a time. */
  max?: number;
  /** Connections for checks and keys. */
  checks?: number;
  /** Connections that record checks. */
  recorders?: number;
  /** Connections for transactions, apart from the reads': a write that waits for its turn must not hold up a check. */
  writers?: number;
  /** What is otherwise in the lane of the background. */
  background?: Pick<DbOptions, 'max' | 'writers' | 'statementTimeout'>;
  /** Shown in pg_stat_activity. */
  application?: string;
  /** Milliseconds after which the database gives a statement up; 0 for none. */
  statementTimeout?: number;
  /** Told each statement as it is sent. */
  onStatement?: (text: string) => void;
  /** Told of each statement or transaction that is cancelled because nobody waits for it any more. */
  onCancelled?: () => void;
  /** Told of each statement or transaction that is made on nobody's behalf, beside those of the background. */
  onNobodys?: ((text: string) => void) | undefined;
  /** Milliseconds after which the database ends a transaction that asks for nothing. */
  idleTimeout?: number;
  /** Told what each connection has led to; a failure that it answers ends it. */
  greeted?: PoolOptions['greeted'];
  /** Milliseconds after which who waits for a lock gives up. */
  lockTimeout?: number;
}

/** Every connection is made when it is first needed. */
export function connect(options: DbOptions): Db {
  const { url, max = 2, checks = 2, recorders = 2, writers = 4, application = 'hub' } = options;
  const { statementTimeout = 30_000, onStatement, onCancelled, onNobodys } = options;
  const { idleTimeout = IDLE_IN_TRANSACTION_MS, lockTimeout = LOCK_TIMEOUT_MS } = options;
  const pool = (connections: number, own: Record<string, string | number> = {}, more: PoolOptions = READS) =>
    openPool(enduring(url), {
      max: connections,
      debug: onStatement ? (_, text) => onStatement(text) : false,
      connection: { application_name: application, statement_timeout: statementTimeout, TimeZone: 'UTC', ...own },
      ...more,
      ...(options.greeted ? { greeted: options.greeted } : {}),
    });
  const control = pool(1);
  const cancel = canceller(control);
  const lane = (size: number, own?: Record<string, string | number>, name?: string) =>
    new Lane({ open: () => pool(1, own), size, cancel, onCancelled, onNobodys, name });
  // The statements of `sql` are few and prepared: one plan each. Planning them anew for every call took the database as long
  // as running them (measured: src/server/README.md). A search is planned for what it searches, so it has a lane of its own.
  const reads = lane(max, PREPARED, 'sql');
  const lookUps = lane(checks, PREPARED);
  const searches = lane(Math.max(1, Math.floor(max / 3)), {}, 'orm');
  const named = new Map([reads, searches].map((one, i) => [['sql', 'orm'][i], one]));
  const orm = drizzle(searches.sql);
  const timeouts = { idle_in_transaction_session_timeout: idleTimeout, lock_timeout: lockTimeout };
  const writing = (size: number) =>
    new WriterLane(
      size,
      () => new Writer((told) => pool(1, timeouts, { ...told, max_lifetime: null }), cancel, onCancelled),
    );
  const writes = writing(writers);
  const records = writing(recorders);
  // For who needs one connection for several statements of their own: none of the lanes' is taken for it.
  const sessions = pool(max, {}, {});
  drizzle(sessions);
  const reserved = new Set<Sql>();
  const reserve = async (): Promise<ReservedSql> => {
    const own = pool(1, {}, {});
    drizzle(own);
    reserved.add(own);
    await own.unsafe('select 1'); // the driver never hands out a connection that it has yet to make
    const release = () => {
      reserved.delete(own);
      void own.end({ timeout: 0 });
    };
    return Object.assign(await own.reserve(), { release });
  };
  const sql = Object.assign(reads.sql, { begin: sessions.begin.bind(sessions), reserve });
  let background: Db | undefined;
  const db: Db = {
    sql,
    // Not sent before it is awaited: on whose behalf is noted when it is begun.
    get orm() {
      return ormFor(orm, patienceNow());
    },
    checks: { sql: lookUps.sql, transaction: (work) => records.transaction(work) },
    get background() {
      background ??= connect({ ...options, onNobodys: undefined, ...options.background });
      return background;
    },
    lockTimeout,
    transaction: (work) => {
      if (!patienceNow()) onNobodys?.('a transaction');
      return writes.transaction(work);
    },
    snapshot: async (work) => {
      if (!patienceNow()) onNobodys?.('a snapshot');
      const settings = { ...PREPARED, idle_in_transaction_session_timeout: IDLE_IN_SNAPSHOT_MS };
      const onclose = () => void own.end({ timeout: 0 });
      const own: Sql = pool(1, settings, { ...READS, onclose, max_lifetime: null });
      const one = new Lane({ open: () => own, size: 1, cancel, onCancelled, patience: patienceNow() });
      try {
        await one.sql.unsafe('begin isolation level repeatable read, read only');
        return await work(one.sql);
      } finally {
        await own.end({ timeout: 0 });
      }
    },
    take: (name, statement) => {
      const there = named.get(name);
      there?.take(statement);
      return there !== undefined;
    },
    close: async () => {
      const lanes = [reads, lookUps, searches, sessions, control, ...reserved];
      await Promise.all([
        ...lanes.map((l) => l.end({ timeout: 0.3 })),
        writes.close(),
        records.close(),
        background?.close(),
      ]);
    },
  };
  return db;
}

/** The query builder over a snapshot (`Db.snapshot`), for those who read by it. */
export const ormOver = (sql: Sql): Orm => drizzle(sql);

/** What is only read may be read from a standby while none of several databases can write. */
const READS: PoolOptions = { readable: true };
const PREPARED = { plan_cache_mode: 'force_generic_plan' };

/**
 * Runs `work` under a savepoint: what it throws is rolled back, and nothing else. The savepoint leaves together with the work's first
 * statement, and its release with whatever follows: where one of the two fails, so does everything behind it.
 */
export async function savepoint<T>(orm: Orm, work: () => Promise<T>): Promise<T> {
  const name = `s${++savepoints}`;
  const leave = (text: string) => clientOf(orm).unsafe(text).catch(ignored);
  leave(`savepoint ${name}`);
  try {
    return await overLiveConnection(work);
  } catch (error) {
    await prepared(orm, `rollback to savepoint ${name}`, [], false);
    throw error;
  } finally {
    // Kept, they would pile up inside one another.
    leave(`release savepoint ${name}`);
  }
}
const ignored = () => {};
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
  return clientOf(orm).unsafe<R[]>(text, values as never[], { prepare });
}

const clientOf = (orm: Orm): Sql => (orm as unknown as { session: { client: Sql } }).session.client;

/**
 * The address for a program that outlives its connections. A look at a database that is away fails after seconds and is
 * repeated often (the driver's own defaults are 30 s, and a pause that grows to 20 s).
 */
export function enduring(url: string): string {
  const given = new URLSearchParams(url.split('?')[1]);
  const own = { connect_timeout: '5', backoff: '0.25' };
  const added = Object.entries(own).filter(([name]) => !given.has(name));
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(added)}`;
}
