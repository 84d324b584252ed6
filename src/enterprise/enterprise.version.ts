import type { EnterpriseRow } from './enterprise.store.js';

/** Newest business time first; of one day, what was recorded last. */
export const byTime = (a: EnterpriseRow, b: EnterpriseRow): number =>
  a.validFrom === b.validFrom ? b.position - a.position : a.validFrom < b.validFrom ? 1 : -1;

/**
 * The former facts as they hold again once a wrong version is taken back: from the day on that the wrong one spoke of, because of
 * several days the latest counts.
 */
export const restoredFrom = (former: EnterpriseRow, present: EnterpriseRow): EnterpriseRow => ({
  ...former,
  validFrom: present.validFrom > former.validFrom ? present.validFrom : former.validFrom,
});

/** What held on the day of a correction without it; null: nothing is known; undefined: it was corrected again since. */
export function restoredPast(correction: EnterpriseRow, others: EnterpriseRow[]): EnterpriseRow | null | undefined {
  const { validFrom, position } = correction;
  if (others.some((v) => v.validFrom === validFrom && v.position > position)) return undefined;
  const stood = versionAt(others, validFrom, null);
  return stood && { ...stood, validFrom };
}

/** The version that held on a day (business time) as the hub knew at an instant (recorded time; null: as it knows now). */
export function versionAt(
  versions: readonly EnterpriseRow[],
  validOn: string,
  knownAt: Date | null,
): EnterpriseRow | null {
  const at = knownAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const ended = ({ endedAt }: EnterpriseRow) => endedAt != null && new Date(endedAt).getTime() <= at;
  const known = versions.filter((v) => v.validFrom <= validOn && new Date(v.recordedAt).getTime() <= at && !ended(v));
  return [...known].sort(byTime)[0] ?? null;
}
