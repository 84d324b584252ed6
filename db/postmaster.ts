import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { processLives } from '../src/kernel/process-began.js';

/** The server process of a data folder, as its own pid file tells. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Whether it takes connections, be it as a standby: not while it starts, recovers or stops. */
  ready: boolean;
}

const linesOf = (data: string): string[] => readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');

/** Of files that are not there, or not any more: a process may end between two looks. */
const GONE = /^(ENOENT|ENOTDIR|ESRCH)$/;

/**
 * The living server of a data folder; null where none runs, or the number is another program's by now. Throws where it cannot be
 * looked, a process without file descriptors for example: a server that cannot be seen is not dead.
 */
export function postmaster(data: string): Postmaster | null {
  try {
    const lines = linesOf(data);
    const pid = Number(lines[0]);
    if (!(pid > 0) || !processLives(pid)) return null;
    if (existsSync('/proc/self') && !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')) return null;
    return { pid, port: Number(lines[3]), ready: /^(ready|standby)\s*$/.test(lines[7] ?? '') };
  } catch (error) {
    if (GONE.test((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** Where the server that died here listened: who lost it looks for it there. Null where the last one was stopped in order. */
export function portBefore(data: string): number | null {
  try {
    return Number(linesOf(data)[3]) || null;
  } catch {
    return null;
  }
}

/** A port of 127.0.0.1 that is free: the wanted one where it is. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', (error) => (wanted ? freePort().then(done, fail) : fail(error)));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
