import type { Message } from './cloud-event.js';
import type { Post } from './sender.js';
import { type Signer, signedHeaders, signerOf } from './signature.js';

export const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';
export const USER_AGENT = 'work-safety-credit-hub';

/** A key as it is kept, and one that is ready to sign. */
export interface KeptKey {
  sealed: string;
  expiresAt: Date | null;
}
export interface ReadyKey {
  signer: Signer;
  expiresAt: Date | null;
}

export const readyKeys = (keys: readonly KeptKey[], open: (sealed: string) => string): ReadyKey[] =>
  keys.map(({ sealed, expiresAt }) => ({ signer: signerOf(open(sealed)), expiresAt }));

/** A message as it goes out at an instant, signed by every key that has not ended by then. */
export function postOf(
  message: Message,
  keys: readonly ReadyKey[],
  at: Date,
  where: Pick<Post, 'url' | 'timeoutMs' | 'signal'>,
): Post {
  const signers = keys.flatMap(({ signer, expiresAt }) => (expiresAt && expiresAt <= at ? [] : signer));
  return {
    ...where,
    body: message.body,
    headers: {
      'content-type': CONTENT_TYPE,
      'content-length': String(Buffer.byteLength(message.body)),
      'user-agent': USER_AGENT,
      ...signedHeaders(signers, message.id, at, message.body),
    },
  };
}
