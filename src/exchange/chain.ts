import { hash } from 'node:crypto';

/** What an event's leaf is made of, beside its salt: everything of it that a consumer can be shown. */
export interface Link {
  position: number;
  type: string;
  subject: string | null;
  division: string | null;
  public: boolean;
  recipientId: string | null;
  recordedAt: Date;
  /** The exact JSON text. */
  data: string;
}

/** The hash before the first event. */
export const GENESIS: Buffer = Buffer.alloc(32);
export const SALT_BYTES = 16;
export const HASH_BYTES = 32;

/** The text that a leaf is the hash of: a JSON array without spaces, in UTF-8. */
export const textOf = (e: Link): string =>
  JSON.stringify([
    e.position,
    e.type,
    e.subject,
    e.division,
    e.public,
    e.recipientId,
    e.recordedAt.toISOString(),
    e.data,
  ]);

/**
 * The leaf of an event: sha256(salt ‖ text). The salt is random, so the leaf of an event that a consumer may not see tells
 * nothing of it, and can be given out for the consumer to walk the chain over it.
 */
export const leafOf = (event: Link, salt: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([salt, Buffer.from(textOf(event))]), 'buffer');

/** The chain's hash after an event: sha256(hash before it ‖ its leaf). */
export const linkOf = (before: Uint8Array, leaf: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([before, leaf]), 'buffer');
