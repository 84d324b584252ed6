import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { openKeyring, type PublicSigningKey } from '../../access/index.js';
import { HubError } from '../../kernel/errors.js';
import { readSettings, requireOwnKeys, signingKeysOf } from '../../server/core.js';

/** Keys that signatures are checked with. */
export type VerifyingKeys = Pick<PublicSigningKey, 'keyId' | 'publicKey'>[];

const FETCH_MS = 10_000;
const WHAT = 'a JSON Web Key Set with Ed25519 keys';
const jwks = z.object({
  keys: z.array(z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() })),
});

const keysOf = (json: unknown): VerifyingKeys =>
  jwks.parse(json).keys.map((key) => ({
    keyId: key.kid,
    publicKey: createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' }),
  }));

/** The keys of a key set in a file. */
export const readKeySet = (file: string): VerifyingKeys => fromJson(file, WHAT, keysOf);

/** The keys of a key set in a file, or at an address: a hub's /.well-known/jwks.json. */
export async function findKeySet(where: string): Promise<VerifyingKeys> {
  if (!/^https?:/.test(where)) return readKeySet(where);
  const answer = await fetch(where, { signal: AbortSignal.timeout(FETCH_MS) }).catch((error: Error) => {
    throw new HubError('NOT_FOUND', `${where}: ${((error.cause as Error) ?? error).message}`);
  });
  if (!answer.ok) throw new HubError('NOT_FOUND', `${where}: answers ${answer.status}`);
  return parsed(where, await answer.text(), WHAT, keysOf);
}

/** The hub's own keys; `option` names the way to give others. */
export function ownKeys(option: string): VerifyingKeys {
  const settings = readSettings();
  const path = signingKeysOf(settings);
  requireOwnKeys(settings, path);
  const keyring = openKeyring(path, { create: false });
  if (keyring) return keyring.publicKeys();
  const mend = `set HUB_SIGNING_KEYS to the file of the hub that signs, or give its key set with ${option}`;
  throw new HubError('NOT_FOUND', `${path}: there are no keys to check signatures with; ${mend}`);
}

/** What a JSON file says, read by `read`; `what` it should be is said where it is not. */
export const fromJson = <T>(file: string, what: string, read: (json: unknown) => T): T =>
  parsed(file, readFileSync(file, 'utf8'), what, read);

function parsed<T>(where: string, text: string, what: string, read: (json: unknown) => T): T {
  try {
    return read(JSON.parse(text));
  } catch {
    throw new HubError('BAD_USER_INPUT', `${where}: is not ${what}`);
  }
}
