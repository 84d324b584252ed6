import { createHash } from 'node:crypto';
import { createKeyring, type KeyringContents, KeyringError, readKeyring } from './keyring.file.js';
import { openKeyring, type PublicJwk } from './keyring.js';

/** Which keyring a copy is of: nothing of it is secret. */
export interface KeyringMark {
  /** Every key that has ever signed, the oldest first. */
  public: PublicJwk[];
  /** Fingerprint of the secret that seals: SHA-256 over a name of its own and 32 random bytes, which nobody guesses. */
  sealing: string;
}

const sealingMark = ({ sealingSecret }: KeyringContents): string =>
  createHash('sha256').update(`hub sealing secret 1\n${sealingSecret}`).digest('hex');

/** Which keyring a file is; null where there is no file. Throws a KeyringError where it is damaged, or open to others. */
export function keyringMark(path: string): KeyringMark | null {
  const keyring = openKeyring(path, { create: false });
  const found = readKeyring(path);
  return keyring && found ? { public: keyring.jwks().keys, sealing: sealingMark(found.contents) } : null;
}

/** Whether a keyring is the one that a mark was made of, as it was then or with newer keys. */
export function followsKeyring(now: KeyringMark, before: KeyringMark): boolean {
  const known = new Set(now.public.map((key) => key.kid));
  return now.sealing === before.sealing && before.public.every((key) => known.has(key.kid));
}

/** Copies a keyring's file to where none is, with mode 0600, whole or not at all. Answers which it was at that moment. */
export function copyKeyring(from: string, to: string): KeyringMark {
  const found = readKeyring(from);
  if (!found) throw new KeyringError(`${from}: is gone`);
  if (!createKeyring(to, found.contents)) throw new KeyringError(`${to}: is there already`);
  const copied = keyringMark(to);
  if (!copied) throw new KeyringError(`${to}: was removed while it was read`);
  return copied;
}
