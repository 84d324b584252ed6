import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../src/kernel/make-folder.js';
import { PlainError } from '../../src/kernel/plain-error.js';
import { NotOurTurn, oneAtATime } from '../one-at-a-time.js';

/** What a backup writes, and so what one that was broken off has left. */
const OWN = /^([a-z0-9_.]+\.copy\.gz|manifest\.json|signing-keys\.json(\.[0-9a-f]+)?)$/;
const TURN_MS = 200;

/**
 * Has `write` fill `folder`, which must be absent or empty, under another name beside it: it has its own name only when all of it is on
 * the disk. What `write` throws leaves nothing; a process that is killed leaves `folder.partial`, which the next one clears away.
 */
export async function wholeOrNot<T>(folder: string, write: (partial: string) => Promise<T>): Promise<T> {
  const path = resolve(folder);
  const partial = `${path}.partial`;
  refuseFilled(path);
  makeFolder(dirname(path));
  const turn = () =>
    oneAtATime(
      `${partial}.turn`,
      async () => {
        refuseFilled(path);
        clear(partial);
        try {
          mkdirSync(partial, { mode: 0o700 });
          const result = await write(partial);
          await flushFolder(partial);
          if (existsSync(path)) rmdirSync(path);
          renameSync(partial, path);
          await flushFolder(dirname(path));
          return result;
        } catch (error) {
          rmSync(partial, { recursive: true, force: true });
          throw error;
        }
      },
      TURN_MS,
    );
  try {
    return await turn();
  } catch (error) {
    if (error instanceof NotOurTurn) throw new PlainError(`another process writes a backup into ${path} now`);
    throw error;
  }
}

function refuseFilled(path: string): void {
  if (!existsSync(path)) return;
  const names = readdirSync(path);
  if (names.length > 0)
    throw new PlainError(
      `${path} is not empty: name a folder that is not there yet, such as one with the day in its name`,
    );
}

/** Removes what a backup that was broken off has left; anything else there is somebody's own. */
function clear(partial: string): void {
  if (!existsSync(partial)) return;
  const strange = readdirSync(partial).find((name) => !OWN.test(name));
  if (strange !== undefined)
    throw new PlainError(`${join(partial, strange)} is no part of a backup: remove it, or take another folder`);
  rmSync(partial, { recursive: true });
}

/** So that names survive a crash of the machine. Where a folder cannot be flushed (some network file systems), its files are all the same. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (!/^(EINVAL|ENOTSUP|EPERM|EISDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await folder.close();
  }
}
