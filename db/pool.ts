import type { Duplex } from 'node:stream';
import postgres, { type Sql } from 'postgres';
import { atHost, forDriver, type Host, hostsOf, isCluster, shownHost } from './address.js';
import { ARRAYS } from './arrays.js';
import { Cluster, Demoted, type Found } from './cluster.js';
import { dial, safetyOf, stillborn } from './dial.js';
import { FILLING_NAME, type Greeted, greet } from './greeting.js';

/** What the driver takes, as far as the hub uses it. */
export interface PoolOptions {
  max?: number;
  connection?: Record<string, string | number>;
  connect_timeout?: number;
  backoff?: () => number;
  max_lifetime?: number | null;
  debug?: ((connection: number, text: string) => void) | false;
  onclose?: () => void;
  onnotice?: (notice: { routine?: string }) => void;
  onnotify?: (channel: string, payload: string) => void;
  types?: object;
  /** Where none of an address's hosts can write: lead to a standby meanwhile. Left out: such a connection is not made. */
  readable?: boolean;
  /** Told what each connection was found to be; a failure that it answers ends it. */
  greeted?: (state: Greeted) => Error | null;
}

const CONNECT_WITHIN_S = 30;
const clusters = new Map<string, Cluster>();

/** The servers of an address with several; null where it names one. One for all pools of a thread over it. */
export function clusterOf(url: string): Cluster | null {
  if (!isCluster(url)) return null;
  const [key] = url.split('?') as [string];
  let cluster = clusters.get(key);
  if (!cluster) {
    cluster = new Cluster(hostsOf(url), (host) => look(atHost(url, host), host));
    clusters.set(key, cluster);
  }
  return cluster;
}

/**
 * The one place where a pool of the driver is made. Its connections are the hub's own: they go to the host that can write, are greeted in
 * a way that every pooler takes (greeting.ts), and fail where the driver would try again for ever and without a pause: when a
 * server closes them without a word, or none of several answers (postgres.js 3.4.9).
 */
export function openPool(url: string, options: PoolOptions = {}): Sql {
  const { readable = false, greeted, ...given } = options;
  const cluster = clusterOf(url);
  const plain = forDriver(url);
  const safety = safetyOf(url);
  let ended = false;
  const socket = async (driver: { host: string[]; port: number[]; path?: string; connect_timeout?: number }) => {
    try {
      const withinMs = 1_000 * (Number(driver.connect_timeout) || CONNECT_WITHIN_S);
      const found = cluster && (await (readable ? cluster.readable() : cluster.primary()));
      const own = { host: driver.host[0] as string, port: driver.port[0] as number };
      const to: Host = found ?? own;
      const made = await dial(driver.path && !found ? { path: driver.path } : to, safety, withinMs).catch((error) => {
        cluster?.doubt();
        throw error;
      });
      if (ended) made.destroy();
      if (ended) throw closedError();
      ready(made, shownHost(to), cluster && !readable, (state) => greeted?.(state) ?? null);
      cluster?.hold(made, to);
      // Where its own words name a place, the driver takes it from the socket.
      return Object.assign(made, { host: to.host, port: to.port });
    } catch (error) {
      return stillborn(error as Error);
    }
  };
  const connection = { ...given.connection, [FILLING_NAME]: FILLING };
  const own = { ...ARRAYS, onnotice() {}, ...given, connection, ssl: false, socket };
  const sql = postgres(plain, own as unknown as postgres.Options<Record<string, never>>) as unknown as Sql;
  const end = sql.end.bind(sql);
  return Object.assign(sql, {
    end: (how?: { timeout?: number }) => {
      ended = true;
      return end(how);
    },
  });
}

/**
 * Makes the startup message longer than a kilobyte, so that the driver sends it at once: a connection that is lost while a statement
 * waits to be sent keeps those bytes (postgres.js 3.4.9), and would hold back a shorter one behind them for good. Neither is sent on.
 */
const FILLING = 'x'.repeat(1_024);

const closedError = (message = 'the connection to the database is closed') =>
  Object.assign(new Error(message), { code: 'CONNECTION_CLOSED' });

/** Greets it; until that has been answered, a close without a word is a failure. */
function ready(
  socket: Duplex,
  where: string,
  mustWrite: boolean | null,
  greeted: (state: Greeted) => Error | null,
): void {
  let met = false;
  greet(socket, (state) => {
    met = true;
    const refused = greeted(state);
    return mustWrite && state.readOnly ? new Demoted('this database has become a standby') : refused;
  });
  const closed = () => {
    if (!met && !socket.errored && socket.listenerCount('error') > 0)
      socket.emit('error', closedError(`${where} closes the connection without an answer`));
  };
  socket.once('close', closed);
}

const LOOK_WITHIN_S = 3;
const STATE = `select pg_is_in_recovery() standby, current_setting('transaction_read_only')::bool "readOnly",
  case when pg_is_in_recovery() then 0 else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end timeline,
  (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end - '0/0'::pg_lsn)::float8 reached`;

/** Looks at one host of several. */
async function look(url: string, host: Host): Promise<Found> {
  const sql = openPool(url.replace(/([?&])target_session_attrs=[^&]*/, '$1'), {
    max: 1,
    connect_timeout: LOOK_WITHIN_S,
    connection: { application_name: 'hub look', statement_timeout: 1_000 * LOOK_WITHIN_S },
  });
  try {
    const [row] = await sql.unsafe<{ standby: boolean; readOnly: boolean; timeline: number; reached: number }[]>(STATE);
    if (!row) throw closedError();
    const { standby, readOnly, timeline, reached } = row;
    const said = standby ? 'is a standby' : readOnly ? 'is read-only' : 'can write';
    return { ...host, writable: !standby && !readOnly, timeline, reached: reached ?? 0, said };
  } finally {
    void sql.end({ timeout: 0 });
  }
}
