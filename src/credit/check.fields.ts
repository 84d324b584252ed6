import type { RatingLevel } from '../kernel/vocabulary.js';

/** What the registers answer, as far as a check and its receipt say it; the rows hold more, which their own subgraphs answer. */
export interface CheckedEnterprise {
  uscc: string;
  name: string;
}
export interface CheckedRating {
  documentNumber: string;
  level: RatingLevel;
  ratedBy: string | null;
  ratedOn: string;
  validUntil: string | null;
  basis: string | null;
}
export interface CheckedGrading {
  id: string;
  grade: string;
  documentNumber: string;
  issuedOn: string;
  validUntil: string;
}
export interface CheckedRestriction {
  id: string;
  domain: string;
  effectiveFrom: string;
  effectiveUntil: string;
  cause: string;
  legalBasis: string;
  policy: string;
}

/** The fields of a check that a source answers: the one of this name. An enterprise that is not found is unknown. */
export interface CheckFields {
  enterprise: CheckedEnterprise | null;
  rating: CheckedRating | null;
  grading: CheckedGrading | null;
  restrictions: CheckedRestriction[];
}
