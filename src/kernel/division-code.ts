/**
 * Administrative division codes 行政区划代码: GB/T 2260 to the county (6 digits: province 2, prefecture 2, county 2),
 * then town (3) and village (3) of the National Bureau of Statistics. A code covers every code below it; the padding
 * zeros of whole levels do not count, so 620600 covers 620621, but 620621100 (a town) does not cover 620621101.
 */
const ENDS = [2, 4, 6, 9, 12];

/** The normalised code (half-width digits, no spaces), or null where the text is not 2, 4, 6, 9 or 12 digits. */
export function parseDivisionCode(text: string): string | null {
  const code = text.normalize('NFKC').trim();
  return /^[1-9]\d+$/.test(code) && ENDS.includes(code.length) ? code : null;
}

/** The significant digits: what every covered code starts with. 100000 (the whole nation) has none. */
export function divisionPrefix(code: string): string {
  if (/^10+$/.test(code)) return '';
  let end = code.length;
  for (let i = ENDS.length - 1; i > 0; i--) {
    const from = ENDS[i - 1] as number;
    if (end === ENDS[i] && /^0+$/.test(code.slice(from, end))) end = from;
  }
  return code.slice(0, end);
}

/** Whether `code` lies in the territory of `area` (itself included). */
export const covers = (area: string, code: string): boolean => code.startsWith(divisionPrefix(area));

/** The same as a half-open range of texts in C order, for an index: from ≤ code < to; null for the whole nation. */
export function divisionRange(area: string): { from: string; to: string } | null {
  const from = divisionPrefix(area);
  if (!from) return null;
  const last = from.length - 1;
  return { from, to: from.slice(0, last) + String.fromCharCode(from.charCodeAt(last) + 1) };
}

/** The code and those above it, nearest first, each padded to six digits at county level and above; 100000 last. */
export function divisionLine(code: string): string[] {
  const line = new Set([code]);
  const prefix = divisionPrefix(code);
  for (const end of [...ENDS].reverse()) {
    if (end <= prefix.length) line.add(prefix.slice(0, end).padEnd(6, '0'));
  }
  return [...line.add('100000')];
}
