import type { Keyring } from '../../access/index.js';

/** `typ` of the header: a receipt of another kind is never taken for this one. */
export const RECEIPT_TYPE = 'notice-acknowledgement+jws';

/** What the hub says under its signature: this agency acknowledged this notice then. */
export interface AcknowledgementClaims {
  /** Which hub: the id of its log. */
  iss: string;
  /** When it was signed, in seconds since 1970. */
  iat: number;
  /** The notice. */
  sub: string;
  /** The agency that acknowledged it. */
  recipient: { id: string; name: string };
  /** Key of the case that it tells of, and the enterprise; null of results of grading. */
  case: string | null;
  uscc: string | null;
  issuedAt: string;
  acknowledgedAt: string;
  /** Position of the acknowledgement's event in the log. */
  position: number;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

/** A compact JWS (RFC 7515, EdDSA) over the claims: whoever has the hub's JWKS checks it without the hub. */
export function signAcknowledgement(claims: AcknowledgementClaims, keyring: Pick<Keyring, 'signAs'>): string {
  let input = '';
  const { signature } = keyring.signAs((kid) => {
    input = `${encoded({ alg: 'EdDSA', kid, typ: RECEIPT_TYPE })}.${encoded(claims)}`;
    return Buffer.from(input, 'ascii');
  });
  return `${input}.${signature.toString('base64url')}`;
}
