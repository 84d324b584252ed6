/**
 * Industry codes 国民经济行业代码 (GB/T 4754-2017, amendment 1 of 2019): a section letter (A), or two to four digits of
 * a division, group and class (06, 061, 0610), optionally behind their section letter (B0610).
 */
const LAST_DIVISION: [section: string, last: number][] = [
  ['A', 5],
  ['B', 12],
  ['C', 43],
  ['D', 46],
  ['E', 50],
  ['F', 52],
  ['G', 60],
  ['H', 62],
  ['I', 65],
  ['J', 69],
  ['K', 70],
  ['L', 72],
  ['M', 75],
  ['N', 79],
  ['O', 82],
  ['P', 83],
  ['Q', 85],
  ['R', 90],
  ['S', 96],
  ['T', 97],
];

/** The section letter of a two-digit division, or null where there is no such division (62 sections end at 97; 2017 edition). */
export function sectionOf(division: string): string | null {
  const n = Number(division);
  if (!/^\d{2}$/.test(division) || n === 0) return null;
  return LAST_DIVISION.find(([, last]) => n <= last)?.[0] ?? null;
}

/** The canonical code: a section letter, or two to four digits without the letter; null where it is neither. */
export function parseIndustryCode(text: string): string | null {
  const code = text.normalize('NFKC').trim().toUpperCase();
  const m = /^([A-T])?(\d{2,4})?$/.exec(code);
  if (!m || (!m[1] && !m[2])) return null;
  if (!m[2]) return m[1] as string;
  const section = sectionOf(m[2].slice(0, 2));
  return section && (!m[1] || m[1] === section) ? m[2] : null;
}
