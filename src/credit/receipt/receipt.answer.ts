import type { CheckFound } from '../check.js';

/** What was asked, beside the code. */
export interface CheckRequest {
  purpose: string | null;
  /** The past instant asked for; null: now. */
  asOf: Date | null;
  /** When the request arrived: what an answer of "now" speaks of. */
  receivedAt: Date;
}

/** What a receipt says, as it stands in it: instants are RFC 3339 in UTC, days YYYY-MM-DD in Shanghai. */
export interface ReceiptAnswer {
  /** Random, so that the leaf of an answer tells nothing to those who get it as a sibling. */
  salt: string;
  request: { uscc: string; purpose: string | null; asOf: string | null };
  /** Id of the agency that asked. */
  agency: string | null;
  answeredAt: string;
  /** The instant that the answer speaks of, and the position of the register changes that it has seen. */
  asOf: string;
  position: number;
  /** The epoch that the log was in; receipts from before there were epochs have none. */
  epoch?: string;
  outcome: string;
  reasons: readonly string[];
  /** Null where the register does not have the code. */
  enterprise: { name: string } | null;
  rating: { documentNumber: string; level: string; ratedOn: string; validUntil: string | null } | null;
  grading: { documentNumber: string; grade: string; issuedOn: string; validUntil: string } | null;
  restrictions: readonly {
    id: string;
    domain: string;
    effectiveFrom: string;
    effectiveUntil: string;
    cause: string;
    legalBasis: string;
    policy: string;
  }[];
}

/** The answer to a check, as its receipt says it. */
export function receiptAnswer(
  found: CheckFound,
  { purpose, asOf, receivedAt }: CheckRequest,
  agency: string | null,
  answeredAt: Date,
  salt: string,
): ReceiptAnswer {
  const { uscc, position, epoch, outcome, reasons, enterprise, rating, grading, restrictions } = found;
  return {
    salt,
    request: { uscc, purpose, asOf: asOf?.toISOString() ?? null },
    agency,
    answeredAt: answeredAt.toISOString(),
    asOf: (asOf ?? receivedAt).toISOString(),
    position,
    epoch,
    outcome,
    reasons,
    enterprise: enterprise && { name: enterprise.name },
    rating: rating && {
      documentNumber: rating.documentNumber,
      level: rating.level,
      ratedOn: rating.ratedOn,
      validUntil: rating.validUntil,
    },
    grading: grading && {
      documentNumber: grading.documentNumber,
      grade: grading.grade,
      issuedOn: grading.issuedOn,
      validUntil: grading.validUntil,
    },
    restrictions: restrictions.map((r) => ({
      id: r.id,
      domain: r.domain,
      effectiveFrom: r.effectiveFrom,
      effectiveUntil: r.effectiveUntil,
      cause: r.cause,
      legalBasis: r.legalBasis,
      policy: r.policy,
    })),
  };
}
