import type { CheckReason } from '../../kernel/vocabulary.js';
import { type CheckSource, findingsOf, NO_REASONS } from '../../register/core.js';
import type { RestrictionRow, RestrictionStore } from './restriction.store.js';

/** What restrictions in force say: one on projects, land, securities or what a policy adds restricts; the loan reference is to be weighed. */
export function restrictionReasons(inForce: readonly { domain: string }[]): readonly CheckReason[] {
  if (inForce.length === 0) return NO_REASONS;
  const reasons: CheckReason[] = [];
  if (inForce.some((r) => r.domain !== 'BANK_LOAN_REFERENCE')) reasons.push('RESTRICTION_IN_FORCE');
  if (inForce.some((r) => r.domain === 'BANK_LOAN_REFERENCE')) reasons.push('BANK_LOAN_REFERENCE');
  return reasons;
}

/** What a credit check weighs of the linkage: every restriction in force, announced or not. */
export const restrictionSource = (
  store: Pick<RestrictionStore, 'forCheck'>,
): CheckSource<RestrictionRow[], 'restrictions'> => ({
  name: 'restrictions',
  sql: (sql, { on, known }, codes) => store.forCheck(sql, on, known, codes),
  read: (rows, { on }, usccs) =>
    findingsOf(rows as RestrictionRow[], usccs, (own) => {
      for (const row of own) row.statusOn = on;
      return { found: own, reasons: restrictionReasons(own) };
    }),
  weighedBy: [
    'restriction.imposed',
    'restriction.changed',
    'restriction.lifted',
    'restriction.expired',
    'restriction.withdrawn',
  ],
  // What ended is its authorities' to read; that a check may answer otherwise is for whoever checks.
  whole: ['restriction.lifted', 'restriction.expired', 'restriction.withdrawn'],
});
