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

/** So many are proposed at once. */
const PROPOSED = 3;

/** Of some names, those that have a word in them, the shortest first; else the longest that a word has in it. Null where there is none. */
export function containing(word: string, names: readonly string[], plain: (name: string) => string): string | null {
  // One letter says nothing, nor do three of an English word.
  const says = (text: string) => text.length >= (/^[\x20-\x7e]*$/.test(text) ? 4 : 2);
  if (!says(word)) return null;
  const longer = names.filter((name) => plain(name).includes(word)).sort((a, b) => a.length - b.length);
  if (longer.length > 0) return longer.slice(0, PROPOSED).join(' or ');
  const shorter = names.filter((name) => says(plain(name)) && word.includes(plain(name)));
  return shorter.sort((a, b) => b.length - a.length)[0] ?? null;
}
