import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { VerifyingKey } from '../../src/access/index.js';

/** The keys of a key set as the hub publishes it. */
export const keysOf = ({ keys }: { keys: (JsonWebKey & { kid: string })[] }): VerifyingKey[] =>
  keys.map((key) => ({ keyId: key.kid, publicKey: createPublicKey({ key, format: 'jwk' }) }));
