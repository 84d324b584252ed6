import { randomBytes } from 'node:crypto';
import { PlainError } from '../src/kernel/plain-error.js';
import type { Greeted } from './greeting.js';
import { openPool } from './pool.js';

/** The database is behind a pooler that the hub cannot work over; the message says what mends it. */
export class PoolerUnfit extends PlainError {}

const CONNECT_WITHIN_S = 10;
const WITHIN_MS = 20_000;

/**
 * Refuses a pooler that gives a connection's statements to several backends (transaction or statement pooling): the hub's
 * connections have settings, prepared statements, locks and a LISTEN of their own. Where no pooler stands between it asks one statement.
 */
export async function requireSessions(url: string): Promise<void> {
  const met: boolean[] = [];
  const options = { max: 1, connect_timeout: CONNECT_WITHIN_S, max_lifetime: null };
  const greeted = ({ pooled }: Greeted) => {
    met.push(pooled);
    return null;
  };
  const first = openPool(url, { ...options, greeted });
  const second = openPool(url, options);
  let late: NodeJS.Timeout | undefined;
  const shared = async (): Promise<boolean> => {
    // By this the statement is known as nobody else's.
    const own = `/* ${randomBytes(8).toString('hex')} */`;
    const ask = async () => (await first.unsafe<{ pid: number }[]>(`select pg_backend_pid() pid ${own}`))[0]?.pid;
    const pid = await ask();
    if (!met[0] || pid === undefined) return false;
    // One of statements ends whoever begins a transaction.
    if (!(await second.unsafe('begin').then(yes, no))) return true;
    const [other] = await second.unsafe<{ pid: number }[]>('select pg_backend_pid() pid');
    if (other?.pid === pid || (await ask()) !== pid) return true;
    // It may be the same by chance. So that backend is ended: who has it to himself is ended with it, who shares it is given another.
    const ended = await second.unsafe(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where pid = ${pid} and state = 'idle' and query = 'select pg_backend_pid() pid ${own}'`,
    );
    if (ended.length === 0) return true; // somebody else has used it meanwhile
    return (await ask().then(yes, no)) && met.length === 1;
  };
  try {
    const silence = new Promise<never>((_, fail) => {
      late = setTimeout(() => fail(new PoolerUnfit(FULL)), WITHIN_MS);
    });
    const found = shared();
    found.catch(() => {}); // of a look that was given up
    if (await Promise.race([found, silence])) throw new PoolerUnfit(SHARED);
  } finally {
    clearTimeout(late);
    void first.end({ timeout: 0 });
    void second.end({ timeout: 0 });
  }
}

const yes = () => true;
const no = () => false;
const FULL =
  'the pooler before the database has no connection left for the hub: raise its default_pool_size (README.md of db, "Poolers")';
const SHARED =
  'DATABASE_URL leads through a pooler that shares connections between transactions; the hub needs session pooling (pgbouncer: pool_mode = session), or the database itself';
