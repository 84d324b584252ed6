import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory, where Linux has it. */
const MEMORY = '/dev/shm';
/** Free bytes that a run may want, with some to spare. */
const ENOUGH = 4 * 2 ** 30;
const NAME = /^hub-tests-(\d+)$/;

/**
 * Has a run's temporary folders in memory, where there is room: a test's database is hundreds of small files, which on a disk take ten
 * times as long to make. Nothing of it outlives the run; what a killed one left is removed by the next.
 */
export function temporaryInMemory(): void {
  if (process.env.TMPDIR || !hasRoom()) return;
  for (const name of readdirSync(MEMORY)) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (pid && !lives(pid)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
  const own = join(MEMORY, `hub-tests-${process.pid}`);
  // The embedded PostgreSQL runs as another user, and has folders of its own in it.
  mkdirSync(own, { recursive: true, mode: 0o755 });
  process.env.TMPDIR = own;
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH;
  } catch {
    return false; // another system
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
