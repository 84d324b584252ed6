import type { EnterpriseRow } from './enterprise.store.js';

/** Newest business time first; of one day, what was recorded last. */
export const byTime = (a: EnterpriseRow, b: EnterpriseRow): number =>
  a.validFrom === b.validFrom ? b.position - a.position : a.validFrom < b.validFrom ? 1 : -1;

/** The version that held on a day (business time) as the hub knew at an instant (recorded time; null: as it knows now). */
export function versionAt(
  versions: readonly EnterpriseRow[],
  validOn: string,
  knownAt: Date | null,
): EnterpriseRow | null {
  const at = knownAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const known = versions.filter((v) => v.validFrom <= validOn && new Date(v.recordedAt).getTime() <= at);
  return [...known].sort(byTime)[0] ?? null;
}
