import leven from 'leven';

/** So many of a name's characters may be others: one in three. */
const ALIKE = 3;

/** The one of some names that is most like this one, as `plain` compares them; null where none is like it. */
export function nearest(name: string, names: readonly string[], plain: (name: string) => string): string | null {
  if (name === '') return null;
  let found: string | null = null;
  // One more than may differ, which says that it is farther.
  let distance = Math.max(1, Math.floor(name.length / ALIKE)) + 1;
  for (const candidate of names) {
    const other = leven(name, plain(candidate), { maxDistance: distance });
    if (other >= distance || other >= Math.max(name.length, candidate.length)) continue;
    distance = other;
    found = candidate;
  }
  return found;
}
