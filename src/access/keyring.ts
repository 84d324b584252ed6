import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign as signWith,
} from 'node:crypto';
import { statSync } from 'node:fs';
import {
  createKeyring,
  type KeyringContents,
  KeyringError,
  KeysUnusable,
  markOf,
  readKeyring,
  replaceKeyring,
  type StoredKey,
} from './keyring.file.js';

/** The public half of a signing key. */
export interface PublicSigningKey {
  /** RFC 7638 thumbprint of the public key: nobody can give another key this name. */
  keyId: string;
  publicKey: KeyObject;
  createdAt: Date;
  /** The one that signs now. */
  current: boolean;
}

/** A public key as RFC 7517 and RFC 8037 write it. */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  use: 'sig';
  alg: 'EdDSA';
}

/**
 * The hub's own keys: Ed25519 for what it signs (checkpoints of the log, webhooks), and one for secrets that it must read
 * again (webhooks' own). All processes of one hub share the file; they see within seconds when it is replaced.
 */
export interface Keyring {
  /** The file. */
  readonly path: string;
  /** Signs with the current key (Ed25519, 64 bytes). */
  sign(data: Uint8Array): Signature;
  /** Signs what names its own key, as the header of a JWS does: `make` is told the `kid` of the key that signs. */
  signAs(make: (keyId: string) => Uint8Array): Signature;
  /** With the current key and, since a rotation, with the one before it: for receivers who know only that one yet. */
  signAll(data: Uint8Array): Signature[];
  /** Every key that has ever signed, the oldest first. */
  publicKeys(): PublicSigningKey[];
  /** The same as a JSON Web Key Set. */
  jwks(): { keys: PublicJwk[] };
  /**
   * Why the file cannot be used now, in one line; null where it can. Until it can be, nothing is signed (the file may have been
   * rotated meanwhile, or another hub's been put there), and what was sealed is opened still.
   */
  fault(): string | null;
  /** Encrypts a text for the database (AES-256-GCM); only this keyring's file opens it. */
  seal(text: string): string;
  /** The text of `seal`. Throws a KeyringError where it was sealed with another file, or was altered. */
  open(sealed: string): string;
}

export interface Signature {
  keyId: string;
  signature: Buffer;
}

/** How old what is known of the file may be, in milliseconds. */
const LOOK_AGAIN_MS = 2_000;

interface Loaded {
  mark: string;
  keys: (PublicSigningKey & { jwk: PublicJwk; privateKey: KeyObject | null })[];
  sealing: Buffer;
}

/** Opens the file's keyring. Where there is none: makes it (`create`), or answers null. */
export function openKeyring(path: string, options?: { create?: true }): Keyring;
export function openKeyring(path: string, options: { create: false }): Keyring | null;
export function openKeyring(path: string, { create = true }: { create?: boolean } = {}): Keyring | null {
  let found = readKeyring(path);
  if (!found) {
    if (!create) return null;
    createKeyring(path, { keys: [newKey()], sealingSecret: randomBytes(32).toString('base64url') });
    found = readKeyring(path);
    if (!found) throw new KeyringError(`${path}: was removed while it was read`);
  }
  return keyringOf(path, load(path, found));
}

/** Makes a new key the current one. The one before it can still sign; of older ones the public half is kept. */
export function rotateKeys(path: string): Keyring {
  replaceKeyring(path, ({ keys, ...rest }) => {
    const known = keys.map(({ d, ...key }, i): StoredKey => (d && i === keys.length - 1 ? { ...key, d } : key));
    return { ...rest, keys: [...known, newKey()] };
  });
  return openKeyring(path);
}

function keyringOf(path: string, first: Loaded): Keyring {
  let loaded = first;
  let looked = performance.now();
  let fault: string | null = null;
  const now = (): Loaded => {
    if (performance.now() - looked < LOOK_AGAIN_MS) return loaded;
    looked = performance.now();
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      if (!found) throw new KeyringError(`${path}: is gone; put a copy of it back`);
      if (fault !== null || markOf(found) !== loaded.mark) loaded = following(path, loaded);
      fault = null;
    } catch (error) {
      fault = (error as Error).message;
    }
    return loaded;
  };
  /** What may be signed with. */
  const fit = (): Loaded => {
    const { keys, ...rest } = now();
    if (fault !== null) throw new KeysUnusable(fault);
    return { keys, ...rest };
  };
  const signers = () => fit().keys.filter((k) => k.privateKey);
  const signature = (data: Uint8Array, { keyId, privateKey }: Loaded['keys'][number]): Signature => ({
    keyId,
    signature: signWith(null, data, privateKey as KeyObject),
  });
  return {
    path,
    sign: (data) => signature(data, fit().keys.at(-1) as Loaded['keys'][number]),
    signAs: (make) => {
      const key = fit().keys.at(-1) as Loaded['keys'][number];
      return signature(make(key.keyId), key);
    },
    signAll: (data) =>
      signers()
        .reverse()
        .map((key) => signature(data, key)),
    publicKeys: () =>
      now().keys.map(({ keyId, publicKey, createdAt, current }) => ({ keyId, publicKey, createdAt, current })),
    jwks: () => ({ keys: now().keys.map((k) => k.jwk) }),
    fault: () => {
      now();
      return fault;
    },
    seal: (text) => seal(fit().sealing, text),
    open: (sealed) => unseal(loaded.sealing, sealed, path),
  };
}

/** What the file says now: it must be the one that was read before, as it is or with newer keys. */
function following(path: string, before: Loaded): Loaded {
  const found = readKeyring(path);
  if (!found) throw new KeyringError(`${path}: is gone; put a copy of it back`);
  const next = load(path, found);
  const known = new Set(next.keys.map((k) => k.keyId));
  if (!next.sealing.equals(before.sealing) || before.keys.some((k) => !known.has(k.keyId)))
    throw new KeyringError(
      `${path}: was replaced by a file that lacks this hub's keys; put a copy of the right one back`,
    );
  return next;
}

function load(path: string, { contents, mark }: { contents: KeyringContents; mark: string }): Loaded {
  const last = contents.keys.length - 1;
  const keys = contents.keys.map((stored, i) => {
    const { kty, crv, x, kid, createdAt } = stored;
    const privateKey = stored.d ? createPrivateKey({ key: { kty, crv, x, d: stored.d }, format: 'jwk' }) : null;
    const publicKey = createPublicKey(privateKey ?? { key: { kty, crv, x }, format: 'jwk' });
    if (publicKey.export({ format: 'jwk' }).x !== x || thumbprint(x) !== kid || (i === last && !privateKey))
      throw new KeyringError(`${path}: its key ${kid} is damaged; put a copy of the file back`);
    const jwk: PublicJwk = { kty, crv, x, kid, use: 'sig', alg: 'EdDSA' };
    return { keyId: kid, publicKey, createdAt: new Date(createdAt), current: i === last, jwk, privateKey };
  });
  const secret = Buffer.from(contents.sealingSecret, 'base64url');
  return { mark, keys, sealing: Buffer.from(hkdfSync('sha256', secret, '', 'hub seal 1', 32)) };
}

function newKey(): StoredKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as { x: string; d: string };
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: thumbprint(x), createdAt: new Date().toISOString() };
}

/** RFC 7638: the SHA-256 of the key's required members in the order of their names. */
const thumbprint = (x: string): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');

const SEALED = '1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return SEALED + body.toString('base64url');
}

function unseal(key: Buffer, sealed: string, path: string): string {
  try {
    if (!sealed.startsWith(SEALED)) throw new Error('another form');
    const body = Buffer.from(sealed.slice(SEALED.length), 'base64url');
    const end = body.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(body.subarray(end));
    return decipher.update(body.subarray(NONCE_BYTES, end), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new KeyringError(
      `${path}: does not open a secret of the database: it was sealed with another keyring, or altered`,
    );
  }
}
