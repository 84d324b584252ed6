import { PlainError } from '../src/kernel/plain-error.js';
import { openPool } from './pool.js';

/** The database is behind a pooler that the hub cannot work over; the message says what mends it. */
export class PoolerUnfit extends PlainError {}

const WITHIN_S = 10;
/** The statement that the first connection is known by: nobody else's backend has run it last. */
const mark = () => `hub pooler look ${Math.random().toString(36).slice(2)}`;

/**
 * Refuses a pooler that gives a connection's statements to several backends (transaction or statement pooling): the hub's
 * connections have settings, prepared statements, locks and a LISTEN of their own. Asks nothing more where no pooler stands between.
 *
 * A pooler may give the same backend again by chance, so the one that a connection has is ended: who has it to itself is ended
 * with it, and who has not is given another.
 */
export async function requireSessions(url: string): Promise<void> {
  let pooled = false;
  const own = mark();
  const options = { max: 1, connect_timeout: WITHIN_S, max_lifetime: null };
  const first = openPool(url, { ...options, greeted: (state) => (pooled = state.pooled) });
  const second = openPool(url, options);
  const ask = async () => {
    const [row] = await first.unsafe<{ pid: number }[]>(`select pg_backend_pid() pid /* ${own} */`);
    return row?.pid;
  };
  let late: NodeJS.Timeout | undefined;
  const judge = async () => {
    const pid = await ask();
    if (!pooled || pid === undefined) return;
    const beside = await second.reserve();
    await beside.unsafe('begin');
    const [other] = await beside.unsafe<{ pid: number }[]>('select pg_backend_pid() pid');
    if (other?.pid === pid || (await ask()) !== pid) throw unfit();
    const ended = await beside.unsafe(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where pid = ${pid} and state = 'idle' and query like '%/* ${own} */'`,
    );
    // Somebody else has used it meanwhile; or it is gone, and this connection with it.
    const answered = await ask().then(
      () => true,
      () => false,
    );
    if (ended.length === 0 || answered) throw unfit();
  };
  try {
    const silence = new Promise<never>((_, fail) => {
      late = setTimeout(() => fail(new PoolerUnfit(FULL)), 2_000 * WITHIN_S);
    });
    await Promise.race([judge(), silence]);
  } catch (error) {
    // A pooler of statements refuses the transaction.
    if (/transaction blocks not allowed/.test((error as Error).message)) throw unfit();
    throw error;
  } finally {
    clearTimeout(late);
    void first.end({ timeout: 0 });
    void second.end({ timeout: 0 });
  }
}

const FULL =
  'the pooler before the database has no connection left for the hub: raise its default_pool_size (README.md of db, "Poolers")';
const unfit = () =>
  new PoolerUnfit(
    'DATABASE_URL leads through a pooler that shares connections between transactions; the hub needs session pooling (pgbouncer: pool_mode = session), or the database itself',
  );
