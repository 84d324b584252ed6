import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../kernel/make-folder.js';

/** A hub that runs from this checkout, as it says of itself in a file for as long as it runs. */
export interface RunningMark {
  pid: number;
  /** When the process began, as the system tells it: a later process with the same number began at another time. */
  began: string | null;
  /** The database, as `databaseName` writes it. */
  database: string;
  /** Whether `database` is the data folder of an embedded PostgreSQL. */
  embedded: boolean;
  /** Where it is served; null while it starts. */
  url: string | null;
}

const markOf = (folder: string, pid: number): string => join(folder, `${pid}.json`);

/**
 * Says that this process runs a hub over a database, in a file of `folder`; called again with its address once it is served. A
 * folder that this process may not write stays without: then other terminals know less, and nothing else is lost.
 */
export function announceHub(folder: string, mark: Pick<RunningMark, 'database' | 'embedded' | 'url'>): void {
  const { pid } = process;
  const draft = `${markOf(folder, pid)}.new`;
  try {
    makeFolder(folder);
    writeFileSync(draft, JSON.stringify({ pid, began: beganAt(pid), ...mark } satisfies RunningMark));
    renameSync(draft, markOf(folder, pid));
  } catch {
    // Not ours to write.
  }
}

/** Takes back what `announceHub` said. */
export function withdrawHub(folder: string): void {
  try {
    rmSync(markOf(folder, process.pid), { force: true });
  } catch {
    // As above.
  }
}

/** The hubs that run from this checkout, this process apart. Marks of processes that are no more (killed ones) are removed. */
export function runningHubs(folder: string): RunningMark[] {
  return marks(folder).filter((mark) => {
    if (mark.pid === process.pid) return false;
    if (lives(mark)) return true;
    try {
      rmSync(markOf(folder, mark.pid), { force: true });
    } catch {
      // Another user's.
    }
    return false;
  });
}

function marks(folder: string): RunningMark[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+\.json$/.test(name))
      .flatMap((name) => {
        try {
          return [JSON.parse(readFileSync(join(folder, name), 'utf8')) as RunningMark];
        } catch {
          return []; // it was withdrawn meanwhile
        }
      });
  } catch {
    return [];
  }
}

function lives({ pid, began }: RunningMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = beganAt(pid);
  return began === null || now === null || now === began;
}

/** When a process began: in clock ticks since the machine's start on Linux, else as `ps` says it; null where neither tells. */
function beganAt(pid: number): string | null {
  try {
    // The name, second, is in parentheses and may hold anything; the time is the twentieth field behind it (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No Linux, or no such process.
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null;
  } catch {
    return null;
  }
}
