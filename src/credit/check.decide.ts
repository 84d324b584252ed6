import type { RatingLevel } from '../kernel/vocabulary.js';
import type { CreditCheckOutcome, CreditCheckReason } from './credit.type.js';

/** Levels that a bank must weigh 重点参考. */
const LOW: readonly RatingLevel[] = ['CCC', 'CC', 'C', 'D'];

/** What is known of one enterprise at one instant. */
export interface CheckFacts {
  known: boolean;
  rating: { level: RatingLevel } | null;
  /** The grading in force. */
  grading: { grade: string } | null;
  /** Whether the latest grading was revoked; it counts only where none is in force. */
  lastGradingRevoked: boolean;
  /** Restrictions in force. */
  restrictions: readonly { domain: string }[];
}

/**
 * The outcome: a restriction on projects, land or securities outweighs everything; a loan reference, a low rating, and a
 * grading that is below standard or was revoked are to be weighed. A code that the register does not have is neither.
 */
export function decideCheck(facts: CheckFacts): {
  outcome: keyof typeof CreditCheckOutcome;
  reasons: (keyof typeof CreditCheckReason)[];
} {
  if (!facts.known) return { outcome: 'UNKNOWN_ENTERPRISE', reasons: [] };
  const reasons: (keyof typeof CreditCheckReason)[] = [];
  const restricted = facts.restrictions.some((r) => r.domain !== 'BANK_LOAN_REFERENCE');
  if (restricted) reasons.push('RESTRICTION_IN_FORCE');
  if (facts.restrictions.some((r) => r.domain === 'BANK_LOAN_REFERENCE')) reasons.push('BANK_LOAN_REFERENCE');
  if (facts.rating && LOW.includes(facts.rating.level)) reasons.push('RATING_LOW');
  if (facts.grading?.grade === 'BELOW_STANDARD') reasons.push('GRADING_BELOW_STANDARD');
  if (!facts.grading && facts.lastGradingRevoked) reasons.push('GRADING_REVOKED');
  return { outcome: restricted ? 'RESTRICTED' : reasons.length > 0 ? 'REFERENCE' : 'CLEAR', reasons };
}
