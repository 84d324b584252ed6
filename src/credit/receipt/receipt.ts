import { type SignAs, signJws, type VerifyingKey, verifyJws } from '../../access/index.js';
import { bytesOf, decodedJson, encodedJson } from '../../kernel/base64url.js';
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

/** The receipts of answers, in their order; there is one at least. */
export function buildReceipts(answers: readonly ReceiptAnswer[], iss: string, at: Date, signAs: SignAs): string[] {
  const texts = answers.map(encodedJson);
  const tree = treeOver(texts.map(leafHash));
  const claims: ReceiptClaims = {
    iss,
    iat: Math.floor(at.getTime() / 1_000),
    root: tree.root.toString('base64url'),
    count: texts.length,
  };
  const jws = signJws(TYPE, claims, signAs);
  return texts.map((text, i) => `${jws}~${text}~${[i, ...tree.path(i)].join('.')}`);
}

export type Verified =
  | { ok: true; keyId: string; claims: ReceiptClaims; answer: ReceiptAnswer }
  | { ok: false; reason: string };

/** Checks a receipt with nothing but the hub's public keys. */
export function verifyReceipt(text: string, keys: readonly VerifyingKey[]): Verified {
  const no = (reason: string): Verified => ({ ok: false, reason });
  const parts = /^([\w-]+\.[\w-]+\.[\w-]+)~([\w-]+)~(\d+)((?:\.[\w-]+)*)$/.exec(text);
  if (!parts) return no('it is not of the form JWS~answer~proof');
  const [, jws = '', told = '', place = '', rest = ''] = parts;
  const signed = verifyJws(TYPE, jws, keys);
  if (!signed.ok) return signed;
  const claims = signed.claims as ReceiptClaims;
  const answer = decodedJson(told) as ReceiptAnswer | null;
  if (!answer) return no('what it says is not JSON');
  const path = rest.split('.').slice(1).map(bytesOf);
  const root = String(Number(place)) === place && path.every((hash) => hash !== null) && path;
  const found = root && rootOf(leafHash(told), Number(place), claims.count, root as Buffer[]);
  if (!found || found.toString('base64url') !== claims.root) return no('the answer is not the one that was signed');
  return { ok: true, keyId: signed.keyId, claims, answer };
}
