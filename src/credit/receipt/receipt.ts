import { type KeyObject, verify } from 'node:crypto';
import { leafHash, rootOf, treeOver } from './merkle.js';
import type { ReceiptAnswer } from './receipt.answer.js';

/**
 * A receipt is `JWS~answer~proof` (schema/PROTOCOL.md, "Receipts"): the answer as base64url of its JSON, its place in a Merkle
 * tree over all answers of one moment, and one signature over the tree's root. So ten thousand answers cost one signature, and
 * each stands alone.
 */
const TYPE = 'credit-receipt+jws';

/** What the JWS says. */
export interface ReceiptClaims {
  /** Which hub: the id of its log. */
  iss: string;
  /** When it was signed, in seconds since 1970. */
  iat: number;
  /** Root of the tree, in base64url. */
  root: string;
  /** Leaves of the tree. */
  count: number;
}

/** Signs with Ed25519 what is made once the key's id is known. */
export type SignAs = (make: (keyId: string) => Uint8Array) => { signature: Buffer };

const encoded = (value: object): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

/** The receipts of answers, in their order; there is one at least. */
export function buildReceipts(answers: readonly ReceiptAnswer[], iss: string, at: Date, signAs: SignAs): string[] {
  const texts = answers.map(encoded);
  const tree = treeOver(texts.map(leafHash));
  const claims: ReceiptClaims = {
    iss,
    iat: Math.floor(at.getTime() / 1_000),
    root: tree.root.toString('base64url'),
    count: texts.length,
  };
  let input = '';
  const { signature } = signAs((kid) => {
    input = `${encoded({ alg: 'EdDSA', kid, typ: TYPE })}.${encoded(claims)}`;
    return Buffer.from(input, 'ascii');
  });
  const jws = `${input}.${signature.toString('base64url')}`;
  return texts.map((text, i) => `${jws}~${text}~${[i, ...tree.path(i)].join('.')}`);
}

/** A key that signatures are checked with, by its `kid`. */
export interface VerifyingKey {
  keyId: string;
  publicKey: KeyObject;
}

export type Verified =
  | { ok: true; keyId: string; claims: ReceiptClaims; answer: ReceiptAnswer }
  | { ok: false; reason: string };

/** Checks a receipt with nothing but the hub's public keys. */
export function verifyReceipt(text: string, keys: readonly VerifyingKey[]): Verified {
  const no = (reason: string): Verified => ({ ok: false, reason });
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)~([\w-]+)~(\d+)((?:\.[\w-]+)*)$/.exec(text);
  if (!parts) return no('it is not of the form JWS~answer~proof');
  const [, head = '', body = '', signed = '', told = '', place = '', rest = ''] = parts;
  const header = json(head) as { alg?: unknown; kid?: unknown; typ?: unknown } | null;
  const claims = json(body) as ReceiptClaims | null;
  const answer = json(told) as ReceiptAnswer | null;
  if (header?.alg !== 'EdDSA' || header.typ !== TYPE) return no(`its header is not one of ${TYPE} with EdDSA`);
  const key = keys.find((k) => k.keyId === header.kid);
  if (!key) return no(`the key ${String(header.kid)} is none of the hub's`);
  const signature = bytes(signed);
  if (!signature || !verify(null, Buffer.from(`${head}.${body}`, 'ascii'), key.publicKey, signature))
    return no('its signature is wrong');
  if (!claims || !answer) return no('what it says is not JSON');
  const path = rest.split('.').slice(1).map(bytes);
  const root = String(Number(place)) === place && path.every((hash) => hash !== null) && path;
  const found = root && rootOf(leafHash(told), Number(place), claims.count, root as Buffer[]);
  if (!found || found.toString('base64url') !== claims.root) return no('the answer is not the one that was signed');
  return { ok: true, keyId: key.keyId, claims, answer };
}

/** The bytes of base64url in its one canonical form; null for any other text. */
function bytes(text: string): Buffer | null {
  const found = Buffer.from(text, 'base64url');
  return found.toString('base64url') === text ? found : null;
}

function json(text: string): object | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
