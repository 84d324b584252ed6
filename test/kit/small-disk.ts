import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterFile } from './after-file.js';

/** A disk of a test's own, so small that it can be filled. */
export interface SmallDisk {
  /** A folder on it. */
  folder: string;
  /** Leaves no byte free. */
  fill(): void;
  /** Makes room again. */
  free(): void;
}

const BLOCK = Buffer.alloc(64 * 1024);

/**
 * Mounts a small disk in memory at `path`; null where this process may not mount (no root, or a container without the right), with
 * the reason on stderr: the test then takes another way.
 */
export function smallDisk(path: string, megabytes: number): SmallDisk | null {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    process.stderr.write(`hub: no disk can be mounted here, its fullness is played: ${(error as Error).message}\n`);
    return null;
  }
  afterFile(() => void execFileSync('umount', ['--lazy', path], { stdio: 'pipe' }));
  const filler = join(path, 'filler');
  return {
    folder: join(path, 'data'),
    fill: () => {
      const file = openSync(filler, 'a');
      try {
        for (let size = BLOCK.length; size >= 1; ) {
          try {
            if (writeSync(file, BLOCK, 0, size) < size) size = Math.floor(size / 2);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            size = Math.floor(size / 2);
          }
        }
      } finally {
        closeSync(file);
      }
      if (statfsSync(path).bavail > 0) throw new Error(`${path} could not be filled`);
    },
    free: () => rmSync(filler, { force: true }),
  };
}
