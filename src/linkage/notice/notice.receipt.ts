/** `typ` of the header of an acknowledgement's receipt. */
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
