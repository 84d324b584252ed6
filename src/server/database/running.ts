import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../kernel/make-folder.js';
import { beganAt, processLives } from '../../kernel/process-began.js';

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
    if (processLives(mark.pid, mark.began)) return true;
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
