import { verify } from 'node:crypto';
import { bytesOf, decodedJson, encodedJson } from '../kernel/base64url.js';
import type { Keyring, PublicSigningKey } from './keyring.js';

/** Signs with Ed25519 what is made once the key's id is known. */
export type SignAs = (...given: Parameters<Keyring['signAs']>) => { signature: Buffer };

/** A key that signatures are checked with, by its `kid`. */
export type VerifyingKey = Pick<PublicSigningKey, 'keyId' | 'publicKey'>;

/** Why not jose: README.md, "Statements are signed as compact JWS". */
const ALGORITHM = 'EdDSA';

/**
 * A compact JWS (RFC 7515, EdDSA of RFC 8037) over claims: whoever has the hub's JWKS checks it without the hub. `typ` tells one
 * kind of statement from all others: none is ever taken for another.
 */
export function signJws(typ: string, claims: object, signAs: SignAs): string {
  let input = '';
  const { signature } = signAs((kid) => {
    input = `${encodedJson({ alg: ALGORITHM, kid, typ })}.${encodedJson(claims)}`;
    return Buffer.from(input, 'ascii');
  });
  return `${input}.${signature.toString('base64url')}`;
}

/**
 * What a compact JWS of this `typ` says, or why it is not to be believed, in one line. Stricter than RFC 7515 asks: a signature whose
 * last character has bits set that mean nothing is another text than the one that was signed, and refused.
 */
export function verifyJws(
  typ: string,
  jws: string,
  keys: readonly VerifyingKey[],
): { ok: true; keyId: string; claims: object } | { ok: false; reason: string } {
  const no = (reason: string) => ({ ok: false as const, reason });
  const [head = '', body = '', signed = '', ...more] = jws.split('.');
  if (more.length > 0) return no('it is no compact JWS');
  const header = decodedJson(head) as { alg?: unknown; kid?: unknown; typ?: unknown } | null;
  if (header?.alg !== ALGORITHM || header.typ !== typ) return no(`its header is not one of ${typ} with ${ALGORITHM}`);
  const key = keys.find((k) => k.keyId === header.kid);
  if (!key) return no(`the key ${String(header.kid)} is none of the hub's`);
  const signature = bytesOf(signed);
  if (!signature || !verify(null, Buffer.from(`${head}.${body}`, 'ascii'), key.publicKey, signature))
    return no('its signature is wrong');
  const claims = decodedJson(body);
  return claims ? { ok: true, keyId: key.keyId, claims } : no('what it says is not JSON');
}
