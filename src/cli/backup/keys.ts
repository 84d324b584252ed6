import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupDamaged, damaged, KEYS, type Manifest } from '../../../db/backup/manifest.js';
import { copyKeyring, followsKeyring, keyringMark } from '../../access/index.js';
import { PlainError } from '../../kernel/plain-error.js';

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/**
 * Writes the keys at `path` into a backup, or (`include` false) says only which they are. Throws where they are not those of the log:
 * such a backup could not be checked.
 */
export const keysInto =
  (path: string, include: boolean) =>
  async (folder: string, { lastCheckpoint }: Manifest['log']): Promise<Manifest['keys']> => {
    const mark = keyringMark(path);
    const own = !lastCheckpoint || mark?.public.some((key) => key.kid === lastCheckpoint.keyId);
    if (include && mark && own) {
      const copied = copyKeyring(path, join(folder, KEYS));
      return { sha256: sha256(join(folder, KEYS)), ...copied };
    }
    if (!include) return mark && own ? { sha256: null, ...mark } : null;
    // A hub that has never run has no keys, and has signed nothing.
    if (!lastCheckpoint) return null;
    const what = mark
      ? `lacks the key ${lastCheckpoint.keyId} that signed the log`
      : 'is not there, and the log is signed';
    throw new PlainError(
      `${path}: ${what}; set HUB_SIGNING_KEYS to the hub's own file, or leave the keys out: --no-keys`,
    );
  };

/** What a restore does about the keys: it brings them, they are there already, or the hub makes new ones. */
export type KeyPlan = 'BRING' | 'THERE' | 'NEW';

/** Looks, before anything is written, whether the keys of a backup can be at `path` afterwards. Throws where others are there. */
export function planKeys(folder: string, { keys, log }: Manifest, path: string, lost: boolean): KeyPlan {
  const copy = join(folder, KEYS);
  if (keys?.sha256 && sha256(copy) !== keys.sha256) throw damaged(copy);
  const there = keyringMark(path);
  if (keys?.sha256 && !keyringMark(copy)) throw new BackupDamaged(`${copy} is missing`);
  if (there && keys && !followsKeyring(there, keys))
    throw new PlainError(
      `${path} holds another hub's signing keys: move it away, or set HUB_SIGNING_KEYS to another path`,
    );
  if (there) return 'THERE';
  if (keys?.sha256) return 'BRING';
  if (lost || (!keys && !log.lastCheckpoint)) return 'NEW';
  throw new PlainError(
    `the backup was taken without the signing keys: put the hub's own file of them at ${path}, with mode 600; where they are lost: --lost-keys`,
  );
}

/** Brings the keys of a backup to where the hub looks for them. */
export function bringKeys(folder: string, path: string): void {
  if (!existsSync(path)) copyKeyring(join(folder, KEYS), path);
}
