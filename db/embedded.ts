import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { makeFolder } from '../src/kernel/make-folder.js';
import { PlainError } from '../src/kernel/plain-error.js';
import { processLives } from '../src/kernel/process-began.js';
import { binaries, initialise, lastWords, launch, READY_WITHIN_MS } from './embedded-server.js';
import { NotOurTurn, oneAtATime } from './one-at-a-time.js';
import { freePort, type Postmaster, portBefore, postmaster } from './postmaster.js';
import { Supervisor, type SupervisorReport } from './supervisor.js';

export { freePort } from './postmaster.js';

/**
 * The embedded PostgreSQL: real server binaries out of an npm package, its data in one folder. It runs in a session of
 * its own, so that a Ctrl-C reaches the hub alone and the hub decides when the database may stop; a hub that was killed
 * leaves it running, and the next one finds it.
 */
export interface Embedded {
  /** Connection address, with the password that was made for this data folder. */
  url: string;
  /** False where a running server of this folder was found. */
  started: boolean;
  /** Starts the server again whenever it dies, on the same port, until `release`. */
  supervise(report: SupervisorReport): Supervisor;
  /**
   * Stops the server if no other hub process is connected to it. After `withinMs` it is left to stop by itself, as it is where
   * another process starts it at this moment.
   */
  release(withinMs?: number): Promise<void>;
}

const STOP_WITHIN_MS = 20_000;
/** Whoever has the turn for longer than this starts the server, and so wants it to stay. */
const TURN_WITHIN_MS = 2_000;

/** Whether a data folder holds a database, running or not. */
export const hasEmbedded = (folder: string): boolean => existsSync(join(resolve(folder), 'pg/PG_VERSION'));

/** The paths of a data folder. */
const within = (folder: string) => {
  const root = resolve(folder);
  const at = (name: string) => join(root, name);
  return { root, data: at('pg'), password: at('pg-password'), log: at('pg.log'), turn: at('pg.starting') };
};
type Paths = ReturnType<typeof within>;

const urlOf = ({ password }: Paths, port: number): string =>
  `postgres://hub:${readFileSync(password, 'utf8')}@127.0.0.1:${port}/postgres`;

/**
 * The server of a data folder, which is made and started where it does not run. Throws a PlainError where that fails. Once `signal` is
 * aborted it throws too, and a server that it has started is ended.
 */
export async function startEmbedded(
  folder: string,
  flags: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Embedded> {
  const paths = within(folder);
  makeDataFolder(paths.root);
  const start = await starter(paths, flags);
  const started = await start(undefined, signal);
  const port = postmaster(paths.data)?.port;
  if (!port) throw new PlainError(`the embedded PostgreSQL did not start; its log is ${paths.log}`);
  const url = urlOf(paths, port);
  try {
    await answering(url, paths, signal);
  } catch (error) {
    if (started && signal?.aborted) await release(url, paths, performance.now() + TURN_WITHIN_MS);
    throw error;
  }
  let supervisor: Supervisor | undefined;
  return {
    url,
    started,
    supervise: (report) => {
      const running = () => postmaster(paths.data);
      supervisor = new Supervisor(
        { running, start: (signal) => start(port, signal), lastWords: () => lastWords(paths.log) },
        report,
      );
      return supervisor;
    },
    release: async (withinMs = STOP_WITHIN_MS) => {
      const end = performance.now() + withinMs;
      supervisor?.stop();
      await release(url, paths, end);
    },
  };
}

/** The address of a data folder's server where it runs; null where it does not. It is not started, and not to be released. */
export function findEmbedded(folder: string): string | null {
  const paths = within(folder);
  const found = postmaster(paths.data);
  return found ? urlOf(paths, found.port) : null;
}

/** Starts the server, unless somebody else has meanwhile; on the given port alone, or on any. Answers whether it did. */
async function starter(
  paths: Paths,
  flags: Record<string, string>,
): Promise<(port?: number, signal?: AbortSignal) => Promise<boolean>> {
  const { data, turn, password, log } = paths;
  const bin = await binaries();
  return async (port, signal) => {
    if (postmaster(data)?.ready) return false;
    return await refused(paths, () =>
      oneAtATime(turn, async () => {
        if (!existsSync(join(data, 'PG_VERSION'))) initialise(bin.initdb, data, password);
        if (await settled(data, log)) return false;
        const own = { ...flags, port: String(port ?? (await freePort(portBefore(data) ?? 0))) };
        await launch(bin.postgres, data, log, own, signal);
        return true;
      }),
    );
  };
}

/** The server once it takes connections; null once there is none: one that starts or stops by itself is waited for. */
async function settled(data: string, log: string): Promise<Postmaster | null> {
  for (const end = performance.now() + READY_WITHIN_MS; ; await sleep(20)) {
    const found = postmaster(data);
    if (!found || found.ready) return found;
    if (performance.now() > end)
      throw new PlainError(
        `the embedded PostgreSQL (process ${found.pid}) takes longer than ${READY_WITHIN_MS / 1_000} s to start or stop: ${log}`,
      );
  }
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DataFolderError(
      `the data folder ${folder} cannot be made (${code}); set HUB_DATA_DIR to a folder that you may write`,
    );
  }
}

/** The folder of the embedded database cannot be used; the message names the mend. */
export class DataFolderError extends PlainError {}

const MENDS: Record<string, string> = {
  ENOSPC: 'its disk is full: free some space there',
  EDQUOT: 'its quota is used up: free some space there',
  EROFS: 'it is mounted read-only: set HUB_DATA_DIR to a folder that you may write',
  EACCES: 'this user may not write there: set HUB_DATA_DIR to a folder that you may write',
  EPERM: 'this user may not write there: set HUB_DATA_DIR to a folder that you may write',
};

/** What the system refuses in the data folder is said with its mend. */
async function refused<T>({ root }: Paths, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const mend = MENDS[code];
    throw mend && !(error instanceof PlainError)
      ? new DataFolderError(`the data folder ${root} cannot be written (${code}): ${mend}`)
      : error;
  }
}

/** Waits until the server answers. One that takes no more connections does; one that its disk or its password fails never will. */
async function answering(url: string, { root, log }: Paths, signal?: AbortSignal): Promise<void> {
  for (const end = performance.now() + READY_WITHIN_MS; ; await sleep(50)) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice() {} });
    try {
      signal?.throwIfAborted();
      await sql`select 1`;
      return;
    } catch (error) {
      if (signal?.aborted) throw error;
      const { code, message } = error as { code?: string; message: string };
      if (code === '53300') return;
      if (code === '53100') throw new DataFolderError(`the data folder ${root} cannot be written: ${MENDS.ENOSPC}`);
      if (code === '28P01' || performance.now() > end)
        throw new PlainError(`the embedded PostgreSQL does not answer (${log}): ${message}`);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** A backend outlives its client by some milliseconds: so often, so far apart, others are looked for again. */
const LOOKS = 5;
const LOOK_EVERY_MS = 40;
const LOOK_WITHIN_MS = 2_000;
const LEAVING = 'hub leaving';

/**
 * The last hub process to leave stops the server; while another is connected, it stays. They leave one at a time, and do not
 * start meanwhile: two that left at once would each take the other's look for a hub that stays.
 */
async function release(url: string, { data, turn }: Paths, end: number): Promise<void> {
  if (!existsSync(data) || !postmaster(data)) return;
  const left = () => Math.max(0, end - performance.now());
  const leave = async () => {
    const running = postmaster(data);
    const others = await Promise.race([othersConnected(url), sleep(Math.min(LOOK_WITHIN_MS, left() / 2), false)]);
    if (!running || others) return;
    process.kill(running.pid, 'SIGINT');
    while (left() > 0 && processLives(running.pid) && postmaster(data)) await sleep(20);
  };
  try {
    await oneAtATime(turn, leave, Math.min(TURN_WITHIN_MS, left() / 2));
  } catch (error) {
    // Whoever starts it uses it; and where a full or read-only disk refuses the turn, nobody else can have it either.
    if (error instanceof NotOurTurn) return;
    if (!MENDS[(error as NodeJS.ErrnoException).code ?? '']) throw error;
    await leave();
  }
}

async function othersConnected(url: string): Promise<boolean> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 2,
    onnotice() {},
    connection: { application_name: LEAVING },
  });
  try {
    for (let look = 0; look < LOOKS; look++) {
      if (look > 0) await sleep(LOOK_EVERY_MS);
      const [row] = await sql`select count(*)::int n from pg_stat_activity
        where backend_type = 'client backend' and application_name <> ${LEAVING}`;
      if (row?.n === 0) return false;
    }
    return true;
  } catch (error) {
    // A server without a connection left has given them to others.
    return (error as { code?: string }).code === '53300';
  } finally {
    await sql.end({ timeout: 1 });
  }
}
