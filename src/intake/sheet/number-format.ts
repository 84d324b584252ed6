/**
 * What a cell's number format makes of its number, as far as it is another text or another value than the digits: all
 * else (thousands separators, decimals, colours) is how a person likes to see it.
 */
export type NumberFormat =
  | { kind: 'plain' }
  /** `month`: shows no day, so a first of a month may be a month alone. */
  | { kind: 'date'; day: boolean; time: boolean; month: boolean }
  /** Hours beyond 24 count on: [h]:mm. */
  | { kind: 'elapsed' }
  | { kind: 'percent' }
  /** Digits are filled up with zeros: 0000. */
  | { kind: 'zeros'; width: number }
  /** A unit that counts stands behind it: 0"万元". */
  | { kind: 'unit'; unit: string }
  /** Shows thousandths, or less, of what the cell holds: another number. */
  | { kind: 'scaled' };

export const PLAIN: NumberFormat = { kind: 'plain' };
const date = (day: boolean, time: boolean, month = false): NumberFormat => ({ kind: 'date', day, time, month });
const DAY = date(true, false);
const TIME = date(false, true);
const BOTH = date(true, true);

/** The formats that a workbook does not write down (ECMA-376 18.8.30), and of those below 50 what they are in Chinese workbooks. */
const BUILT_IN = new Map<number, NumberFormat>([
  [9, { kind: 'percent' }],
  [10, { kind: 'percent' }],
  [14, DAY],
  [15, DAY],
  [16, DAY],
  [17, date(true, false, true)],
  [18, TIME],
  [19, TIME],
  [20, TIME],
  [21, TIME],
  [22, BOTH],
  [27, date(true, false, true)],
  [28, DAY],
  [29, DAY],
  [30, DAY],
  [31, DAY],
  [32, TIME],
  [33, TIME],
  [34, TIME],
  [35, TIME],
  [36, date(true, false, true)],
  [45, TIME],
  [46, { kind: 'elapsed' }],
  [47, TIME],
  [50, date(true, false, true)],
  [51, DAY],
  [52, date(true, false, true)],
  [53, DAY],
  [54, DAY],
  [55, TIME],
  [56, TIME],
  [57, date(true, false, true)],
  [58, DAY],
]);

export const builtInFormat = (id: number): NumberFormat => BUILT_IN.get(id) ?? PLAIN;

/** Names that XML workbooks of 2003 give to formats instead. */
const NAMED = new Map<string, NumberFormat>([
  ['general date', BOTH],
  ['short date', DAY],
  ['medium date', DAY],
  ['long date', DAY],
  ['short time', TIME],
  ['medium time', TIME],
  ['long time', TIME],
  ['percent', { kind: 'percent' }],
  ...['scientific', 'fixed', 'standard', 'currency', 'euro currency', 'yes/no', 'true/false', 'on/off'].map(
    (name): [string, NumberFormat] => [name, PLAIN],
  ),
]);

/** What a format that is written down means: of its first section, which positive numbers have. */
export function numberFormat(code: string): NumberFormat {
  const named = NAMED.get(code.trim().toLowerCase());
  if (named) return named;
  if (code.length > LONGEST || /^(general|g\/通用格式|@)$/i.test(code.trim())) return PLAIN;
  const { bare, literals, elapsed } = tokens(code);
  if (elapsed) return { kind: 'elapsed' };
  const letters = bare
    .replace(/e[+-]/g, '')
    .replace(/am\/pm|a\/p|上午\/下午/g, 'h')
    .replace(/general|通用格式/g, '');
  if (/[ymdhsbg年月日时分秒]|aaa/.test(letters) || /^e+$/.test(letters.trim())) return ofDate(letters);
  if (bare.includes('%')) return { kind: 'percent' };
  if (/[0#?],+(?![0#?,])/.test(bare)) return { kind: 'scaled' };
  const unit = /[百千万萬亿億%％].{0,8}/.exec(literals + bare.replace(/[^\u0100-\uffff]/g, ''))?.[0];
  if (unit) return /[!\\]\./.test(code) ? { kind: 'scaled' } : { kind: 'unit', unit };
  const zeros = /^0{2,}$/.exec(bare.trim());
  return zeros ? { kind: 'zeros', width: zeros[0].length } : PLAIN;
}

/** Longer ones are not looked at: Excel takes 255 characters. */
const LONGEST = 1000;
/** Of one format: a quoted text, an escaped character, a space or filling as wide as a character, what stands in brackets, the end of the section. */
const TOKEN = /"([^"]*)"?|[\\!]([\s\S]?)|[_*][\s\S]?|\[([^\]]*)\]?|;|([\s\S])/g;

function tokens(code: string): { bare: string; literals: string; elapsed: boolean } {
  let bare = '';
  let literals = '';
  let elapsed = false;
  for (const [token, quoted, escaped, bracketed, other] of code.matchAll(TOKEN)) {
    if (token === ';') break;
    literals += quoted ?? escaped ?? '';
    bare += other?.toLowerCase() ?? '';
    if (bracketed !== undefined && /^(h+|m+|s+)$/i.test(bracketed)) elapsed = true;
  }
  return { bare, literals, elapsed };
}

function ofDate(letters: string): NumberFormat {
  const order = letters.replace(/[^ymdhsbgea年月日时分秒]/g, '');
  // An m is a minute behind hours or before seconds, else a month.
  const months = order.replace(/(?<=h[时]?)m+|m+(?=[分]?s)/g, '');
  const time = /[hs时分秒]/.test(order);
  const day = /[ymdbgea年月日]/.test(months);
  return date(day, time, day && !time && !/[d日a]/.test(months));
}
