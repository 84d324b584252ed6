import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../kernel/make-folder.js';
import { PlainError } from '../kernel/plain-error.js';

/** A keyring's file cannot be used; the message names the file and the mend. */
export class KeyringError extends PlainError {}

/** The file of a hub that runs cannot be used at the moment: nothing is signed until it can. */
export class KeysUnusable extends KeyringError {
  readonly code = 'KEYS_UNUSABLE';
}

/** Changes when the file is replaced, or its owner or mode is. */
export const markOf = ({ ino, mtimeMs, ctimeMs }: Pick<Stats, 'ino' | 'mtimeMs' | 'ctimeMs'>): string =>
  `${ino} ${mtimeMs} ${ctimeMs}`;

const bytes32 = z.string().regex(/^[\w-]{43}$/);
/** One Ed25519 key as a JSON Web Key (RFC 8037); `d` is the private half, which goes when the key is two rotations old. */
const storedKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: bytes32,
  d: bytes32.optional(),
  kid: z.string(),
  createdAt: z.iso.datetime(),
});
const contents = z.strictObject({
  /** The last one signs. */
  keys: z.array(storedKey).min(1),
  /** 32 random bytes that the key for sealing is derived from. It stays when the signing keys rotate. */
  sealingSecret: bytes32,
});
export type StoredKey = z.output<typeof storedKey>;
export type KeyringContents = z.output<typeof contents>;

const OTHERS = 0o077;
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** The file's contents and a mark that changes when it is replaced; null where there is none. */
export function readKeyring(path: string): { contents: KeyringContents; mark: string } | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'EACCES')
      throw new KeyringError(`${path}: this process may not read it. Run: chown ${process.geteuid?.()} ${path}`);
    throw new KeyringError(`${path}: ${(error as Error).message}`);
  }
  try {
    const stats = fstatSync(file);
    const { uid, mode } = stats;
    const user = process.geteuid?.();
    if (user !== undefined && uid !== user)
      throw new KeyringError(
        `${path}: holds the hub's signing keys and belongs to another user. Run: chown ${user} ${path}`,
      );
    if ((mode & OTHERS) !== 0)
      throw new KeyringError(
        `${path}: holds the hub's signing keys and is open to others (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${path}`,
      );
    return { contents: parse(path, readFileSync(file, 'utf8')), mark: markOf(stats) };
  } finally {
    closeSync(file);
  }
}

function parse(path: string, text: string): KeyringContents {
  try {
    return contents.parse(JSON.parse(text));
  } catch {
    // The reason could show a part of a key.
    throw new KeyringError(`${path}: is not a file of signing keys, or is damaged; put a copy of it back`);
  }
}

/** Makes the file whole or not at all. False where another process was first. */
export function createKeyring(path: string, value: KeyringContents): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    makeFolder(dirname(path));
    write(draft, value);
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new KeyringError(`${path}: the hub's signing keys cannot be written: ${(error as Error).message}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Replaces the file by what `change` makes of it, one process at a time. */
export function replaceKeyring(path: string, change: (now: KeyringContents) => KeyringContents): KeyringContents {
  const draft = `${path}.next`;
  let made = false;
  try {
    closeSync(openSync(draft, 'wx', 0o600));
    made = true;
    const now = readKeyring(path);
    if (!now) throw new KeyringError(`${path}: there is none yet; the hub makes it at its first start`);
    const next = change(now.contents);
    write(draft, next, 'w');
    renameSync(draft, path);
    return next;
  } catch (error) {
    if (made) rmSync(draft, { force: true });
    if (error instanceof KeyringError) throw error;
    if (codeOf(error) === 'EEXIST')
      throw new KeyringError(`${draft}: another command changes the keys now, or one was broken off: remove this file`);
    if (codeOf(error) === 'ENOENT')
      throw new KeyringError(`${path}: there is none yet; the hub makes it at its first start`);
    throw new KeyringError(`${path}: the hub's signing keys cannot be written: ${(error as Error).message}`);
  }
}

function write(path: string, value: KeyringContents, flags = 'wx'): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
