import type { RestrictionStatus } from '../../kernel/vocabulary.js';
import type { RestrictionRow } from './restriction.store.js';

/** Where a restriction stands on a day: computed when read, so that it is exact even where nothing has run since. */
export function restrictionStatus(
  row: Pick<RestrictionRow, 'effectiveFrom' | 'effectiveUntil' | 'decidedOn' | 'liftedOn' | 'withdrawnOn'>,
  on: string,
): RestrictionStatus {
  if (row.withdrawnOn !== null && row.withdrawnOn <= on) return 'WITHDRAWN';
  if (row.liftedOn !== null && row.liftedOn <= on) return 'LIFTED';
  if (row.decidedOn === null || row.decidedOn > on || row.effectiveFrom > on) return 'PROPOSED';
  return row.effectiveUntil < on ? 'EXPIRED' : 'IN_FORCE';
}
