import { verify } from 'node:crypto';
import type { Keyring, PublicSigningKey, Signature } from '../../access/index.js';

/**
 * What the hub says of its log under its own signature. CHECKPOINT: at this position the chain has this hash. RETENTION: up to
 * this position the hub itself took the events out of the database.
 */
export type StatementKind = 'checkpoint' | 'retention';

export interface Statement {
  logId: string;
  position: number;
  hash: Buffer;
  signedAt: Date;
}
export interface SignedStatement extends Statement, Signature {}

/** The text that is signed, in UTF-8: five lines, each ended by a line feed (schema/PROTOCOL.md). */
export const statementText = (kind: StatementKind, { logId, position, hash, signedAt }: Statement): string =>
  `hub ${kind} 1\nlog ${logId}\nposition ${position}\nhash ${hash.toString('hex')}\nsigned ${signedAt.toISOString()}\n`;

const textBytes = (kind: StatementKind, statement: Statement) => Buffer.from(statementText(kind, statement));

export const signStatement = (kind: StatementKind, statement: Statement, keyring: Keyring): SignedStatement => ({
  ...statement,
  ...keyring.sign(textBytes(kind, statement)),
});

/** Null where the signature is by one of the keys and right; else what is wrong with it. */
export function signatureFault(
  kind: StatementKind,
  statement: SignedStatement,
  keys: readonly Pick<PublicSigningKey, 'keyId' | 'publicKey'>[],
): string | null {
  const key = keys.find((k) => k.keyId === statement.keyId);
  if (!key) return `its key ${statement.keyId} is none of the hub's`;
  return verify(null, textBytes(kind, statement), key.publicKey, statement.signature)
    ? null
    : `its signature by ${statement.keyId} is wrong`;
}
