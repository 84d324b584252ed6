import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../db/embedded.js';
import { afterFile } from './after-file.js';
import { until } from './until.js';

const PLACES = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'];

/** Debian's pgbouncer; null where there is none, which is a failure in CI alone. */
export function pgbouncerPath(): string | null {
  const found = PLACES.find((place) => existsSync(place));
  if (found) return found;
  if (process.env.CI)
    throw new Error(`no pgbouncer: none of ${PLACES.join(', ')} is there. apt-get install -y pgbouncer`);
  console.log(`NOT RUN: no pgbouncer (${PLACES.join(', ')}); apt-get install -y pgbouncer`);
  return null;
}

/** A pooler before the database of an address, with no more settings than these; ended after the file. Answers the address through it. */
export async function pgbouncer(databaseUrl: string, settings: Record<string, string>): Promise<string> {
  const { username, password, hostname, port, pathname } = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'hub-pgbouncer-'));
  const own = await freePort();
  const file = (name: string) => join(folder, name);
  writeFileSync(file('users.txt'), `"${username}" "${decodeURIComponent(password)}"\n`);
  const all = {
    ...{ listen_addr: '127.0.0.1', listen_port: String(own), unix_socket_dir: '' },
    ...{ auth_type: 'scram-sha-256', auth_file: file('users.txt'), logfile: file('log'), ...settings },
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(file('ini'), `[databases]\n* = host=${hostname} port=${port}\n[pgbouncer]\n${lines.join('\n')}\n`);
  // It does not run as root, and reads its files as whom it runs as.
  const root = process.getuid?.() === 0;
  if (root) for (const path of [folder, file('users.txt'), file('ini')]) chownSync(path, NOBODY, NOBODY);
  const child = spawn(pgbouncerPath() as string, [file('ini')], {
    ...(root ? { uid: NOBODY, gid: NOBODY } : {}),
    stdio: 'ignore',
  });
  const ended = new Promise((done) => child.once('close', done));
  afterFile(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => existsSync(file('log')) && readFileSync(file('log'), 'utf8').includes('process up'));
  return `postgres://${username}:${password}@127.0.0.1:${own}${pathname}`;
}
const NOBODY = 65_534;
