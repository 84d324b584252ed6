import { CHECK_REASONS, type CheckReason } from '../kernel/vocabulary.js';
import type { CreditCheckOutcome } from './credit.type.js';

/**
 * The outcome: a restriction on projects, land or securities outweighs everything, and nothing else restricts; any other reason is
 * to be weighed. A code that the register does not have is neither. `reasons` come as the sources gave them and leave in the
 * vocabulary's order.
 */
export function decideCheck(
  known: boolean,
  reasons: readonly CheckReason[],
): { outcome: keyof typeof CreditCheckOutcome; reasons: CheckReason[] } {
  if (!known) return { outcome: 'UNKNOWN_ENTERPRISE', reasons: [] };
  if (reasons.length === 0) return { outcome: 'CLEAR', reasons: [] };
  const outcome = reasons.includes('RESTRICTION_IN_FORCE') ? 'RESTRICTED' : 'REFERENCE';
  return { outcome, reasons: CHECK_REASONS.filter((reason) => reasons.includes(reason)) };
}
