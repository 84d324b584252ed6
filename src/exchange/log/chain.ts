import { hash, randomFillSync } from 'node:crypto';

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

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** The hash before the first event. */
export const GENESIS: Buffer = Buffer.alloc(HASH_BYTES);

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

/**
 * The same for many events one after another, in hexadecimal: a million of an import make no garbage but two texts each
 * (measured: with buffers, collecting it cost more than the hashes).
 */
export class Chain {
  /** The last hash, and behind it the leaf that is being added. */
  private readonly link = Buffer.alloc(2 * HASH_BYTES);
  private text = Buffer.alloc(4_096);

  constructor(last: Uint8Array) {
    this.link.set(last);
  }

  get hash(): string {
    return this.link.toString('hex', 0, HASH_BYTES);
  }

  /** Goes back to an earlier hash of the chain. */
  backTo(last: string): void {
    this.link.write(last, 0, 'hex');
  }

  /** Adds an event under a new salt. */
  add(event: Link): { salt: string; hash: string } {
    const text = textOf(event);
    // A character of a text has three bytes at most.
    if (SALT_BYTES + 3 * text.length > this.text.length) this.text = Buffer.alloc(2 * (SALT_BYTES + 3 * text.length));
    const salt = newSalt();
    this.text.write(salt, 0, 'hex');
    const end = SALT_BYTES + this.text.write(text, SALT_BYTES);
    this.link.write(hash('sha256', this.text.subarray(0, end), 'hex'), HASH_BYTES, 'hex');
    const last = hash('sha256', this.link, 'hex');
    this.link.write(last, 0, 'hex');
    return { salt, hash: last };
  }
}

/** Random bytes are asked for many at a time: asking costs more than they do. */
const POOL = Buffer.alloc(256 * SALT_BYTES);
let left = 0;

function newSalt(): string {
  if (left === 0) {
    randomFillSync(POOL);
    left = POOL.length;
  }
  left -= SALT_BYTES;
  return POOL.toString('hex', left, left + SALT_BYTES);
}
