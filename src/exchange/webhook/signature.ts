import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { WebhookSignature } from '../../kernel/vocabulary.js';

/** A key as it is made: the private text is sealed for the database, the rest is for the agency. */
export interface NewKey {
  signature: WebhookSignature;
  /** `whsec_` and the shared secret, or `whsk_` and the private key (PKCS 8), in base64. */
  privateText: string;
  /** `whpk_` and the 32 bytes of the public key in base64; null where the secret is shared. */
  publicKey: string | null;
}

/** Signs a text; the version stands before the signature, as `webhook-signature` wants it. */
export type Signer = (content: string) => string;

const SECRET_BYTES = 32;

export function newKey(signature: WebhookSignature): NewKey {
  if (signature === 'HMAC_SHA256')
    return { signature, privateText: `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`, publicKey: null };
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    signature,
    privateText: `whsk_${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`,
    publicKey: `whpk_${Buffer.from(x, 'base64url').toString('base64')}`,
  };
}

export function signerOf(privateText: string): Signer {
  const [kind, body = ''] = privateText.split('_', 2);
  const bytes = Buffer.from(body, 'base64');
  if (kind === 'whsec') return (content) => `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`;
  const key: KeyObject = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
  return (content) => `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`;
}

/** The headers of Standard Webhooks: the same id at every attempt, the instant of this one, and a signature of each key. */
export function signedHeaders(signers: readonly Signer[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const content = `${id}.${timestamp}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signers.map((signer) => signer(content)).join(' '),
  };
}
