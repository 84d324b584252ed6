import { decideCheck as decide } from '../../src/credit/check.decide.js';
import { gradingReasons } from '../../src/grading/grading.source.js';
import type { RatingLevel } from '../../src/kernel/vocabulary.js';
import { restrictionReasons } from '../../src/linkage/restriction/restriction.source.js';
import { ratingReasons } from '../../src/rating/rating.source.js';

/** What is known of one enterprise at one instant. */
export interface CheckFacts {
  known: boolean;
  rating: { level: RatingLevel } | null;
  /** The grading in force. */
  grading: { grade: string } | null;
  /** Whether the latest grading was revoked. */
  lastGradingRevoked: boolean;
  /** Restrictions in force. */
  restrictions: readonly { domain: string }[];
}

/** A whole check by the rooms' own rules, in an order that is not the answer's. */
export const decideCheck = ({ known, rating, grading, lastGradingRevoked, restrictions }: CheckFacts) =>
  decide(known, [
    ...gradingReasons(grading, lastGradingRevoked),
    ...ratingReasons(rating),
    ...restrictionReasons(restrictions),
  ]);
