import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
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
    if (pid && !lives(pid)) remove(join(MEMORY, name));
  }
  const own = join(MEMORY, `hub-tests-${process.pid}`);
  // The embedded PostgreSQL runs as another user, and has folders of its own in it.
  mkdirSync(own, { recursive: true, mode: 0o755 });
  process.env.TMPDIR = own;
  process.once('exit', () => remove(own));
}

/** A test that was killed may have left a disk of its own in it (small-disk.ts), which is let go first. What cannot be removed stays. */
function remove(folder: string): void {
  try {
    for (const line of readFileSync('/proc/mounts', 'utf8').split('\n')) {
      const [, at = ''] = line.split(' ');
      if (at.startsWith(`${folder}/`)) execFileSync('umount', ['--lazy', at], { stdio: 'ignore' });
    }
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The next run tries again.
  }
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
