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
  /** Words, a currency or a unit around the number: "US$"0, 0"万元"; `percent`: of a hundred; `width`: digits are filled up with zeros: 0000. */
  | { kind: 'shown'; before: string; after: string; percent: boolean; width: number }
  /** Words in the number's place. */
  | { kind: 'words'; text: string }
  /** Negative numbers, or zero, are shown otherwise than positive ones. */
  | { kind: 'signed'; positive: NumberFormat; negative: NumberFormat; zero: NumberFormat }
  /** Shows thousandths of what the cell holds, or what cannot be told surely: another number, maybe. */
  | { kind: 'unsure' };

export const PLAIN: NumberFormat = { kind: 'plain' };
const UNSURE: NumberFormat = { kind: 'unsure' };
const PERCENT: NumberFormat = { kind: 'shown', before: '', after: '%', percent: true, width: 0 };
const EURO: NumberFormat = { kind: 'shown', before: '€', after: '', percent: false, width: 0 };
const words = (text: string): NumberFormat => ({ kind: 'words', text });
const either = (yes: string, no: string): NumberFormat => ({
  ...{ kind: 'signed', positive: words(yes), negative: words(yes), zero: words(no) },
});
const date = (day: boolean, time: boolean, month = false): NumberFormat => ({ kind: 'date', day, time, month });
const DAY = date(true, false);
const TIME = date(false, true);
const BOTH = date(true, true);

/** The formats that a workbook does not write down (ECMA-376 18.8.30), and of those below 50 what they are in Chinese workbooks. */
const BUILT_IN = new Map<number, NumberFormat>([
  // Currencies, each of whoever looks at them.
  ...[5, 6, 7, 8, 42, 44].map((id): [number, NumberFormat] => [id, UNSURE]),
  [9, PERCENT],
  [10, PERCENT],
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
  ['percent', PERCENT],
  // Of whoever looks at it.
  ['currency', UNSURE],
  ['euro currency', EURO],
  ['yes/no', either('Yes', 'No')],
  ['true/false', either('TRUE', 'FALSE')],
  ['on/off', either('On', 'Off')],
  ...['scientific', 'fixed', 'standard'].map((name): [string, NumberFormat] => [name, PLAIN]),
]);

/** What a format that is written down means: its sections for positive numbers, negative ones and zero. */
export function numberFormat(code: string): NumberFormat {
  const named = NAMED.get(code.trim().toLowerCase());
  if (named) return named;
  if (/^(general|g\/通用格式|@|)$/i.test(code.trim())) return PLAIN;
  if (code.length > LONGEST) return UNSURE;
  const sections = sectionsOf(code);
  const [positive = PLAIN, negative, zero] = sections.slice(0, 3).map(ofSection);
  if (positive.kind === 'date' || positive.kind === 'elapsed') return positive;
  const all = [positive, negative ?? positive, zero ?? positive] as const;
  const same = all.every((each) => sameFormat(each, positive));
  if (sections.some(({ conditional }) => conditional)) return same ? positive : UNSURE;
  return same && negative === undefined ? positive : signed(all[0], negative, all[2]);
}

/** Words that a format shows around the text of a cell (@"公司"); `UNSURE`: it shows others in its place, or nothing; null: the text alone. */
export type TextFormat = { before: string; after: string } | 'UNSURE' | null;

/** What a format that is written down makes of a text: by its fourth section, or the last one where that is for texts. */
export function textFormat(code: string): TextFormat {
  if (!/[@;]/.test(code)) return null;
  const sections = sectionsOf(code.slice(0, LONGEST));
  const last = sections.at(-1);
  const section = sections[3] ?? (last?.ofText ? last : undefined);
  if (!section) return null;
  const at = section.parts.findIndex((part) => typeof part !== 'string');
  if (at < 0) return 'UNSURE';
  const before = textOf(section.parts.slice(0, at)).trim();
  const after = textOf(section.parts.slice(at)).trim();
  return before === '' && after === '' ? null : { before, after };
}

/** A sign, and brackets that say it, are told from what is shown beside them. */
function signed(positive: NumberFormat, negative: NumberFormat | undefined, zero: NumberFormat): NumberFormat {
  const unsigned = negative && bared(negative, /[-−()（）]/g);
  const nothing = bared(zero, /[-−]/g);
  // A dash in the place of zero is how accounts write it.
  const none = nothing.kind === 'words' && nothing.text === '' ? PLAIN : nothing;
  const format: NumberFormat = { kind: 'signed', positive, negative: unsigned ?? positive, zero: none };
  const { kind } = positive;
  return kind === 'plain' && format.negative.kind === kind && format.zero.kind === kind ? PLAIN : format;
}

function bared(format: NumberFormat, signs: RegExp): NumberFormat {
  if (format.kind === 'words') return format.text === '' ? UNSURE : words(format.text.replace(signs, '').trim());
  if (format.kind !== 'shown') return format;
  return shownAs({ ...format, before: format.before.replace(signs, ''), after: format.after.replace(signs, '') });
}

const sameFormat = (a: NumberFormat, b: NumberFormat): boolean => JSON.stringify(a) === JSON.stringify(b);

type Shown = Extract<NumberFormat, { kind: 'shown' }>;
function shownAs(format: Shown): NumberFormat {
  const [before, after] = [format.before.trim(), format.after.replace(/\s+$/, '')];
  if (before === '' && after.trim() === '' && !format.percent && format.width === 0) return PLAIN;
  return { ...format, before, after };
}

/** Longer ones are not looked at: Excel takes 255 characters. */
const LONGEST = 1000;
/** Of one format: a quoted text, an escaped character, a space or filling as wide as a character, what stands in brackets, the end of the section, General, an exponent. */
const TOKEN =
  /"([^"]*)"?|[\\!]([\s\S]?)|[_*][\s\S]?|\[([^\]]*)\]?|;|(general|g\/通用格式|通用格式|@)|(e[+-][0#?]+)|([\s\S])/giu;
/** Colours, the digits of a language, and what else in brackets changes no text. */
const QUIET =
  /^(?:(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黑蓝青绿红白黄]色?|洋红色?|颜色 ?\d+)|dbnum\d|natnum\d.*|eng|)$/iu;

interface Section {
  /** Letters and signs that stand for themselves or for parts of a date. */
  bare: string;
  /** What it shows in its order: a text, or a place of digits. */
  parts: (string | { digits: string })[];
  /** Whether it has the place of a text (@). */
  ofText: boolean;
  elapsed: boolean;
  conditional: boolean;
  strange: boolean;
}

const newSection = (): Section => ({
  bare: '',
  parts: [],
  ofText: false,
  elapsed: false,
  conditional: false,
  strange: false,
});

function sectionsOf(code: string): Section[] {
  let section = newSection();
  const sections = [section];
  for (const [token, quoted, escaped, bracketed, general, power, other] of code.matchAll(TOKEN)) {
    const literal = quoted ?? escaped;
    if (token === ';') {
      section = newSection();
      sections.push(section);
    } else if (literal !== undefined) section.parts.push(literal);
    else if (bracketed !== undefined) inBrackets(section, bracketed);
    else if (general !== undefined) {
      section.parts.push({ digits: '#' });
      if (general === '@') section.ofText = true;
    } else if (power !== undefined) section.parts.push({ digits: '' });
    else if (other !== undefined) {
      section.bare += other.toLowerCase();
      section.parts.push(/[0#?.,]/.test(other) ? { digits: other } : other);
    }
  }
  return sections;
}

function inBrackets(section: Section, text: string): void {
  const currency = /^\$([^-]*)/.exec(text)?.[1];
  if (currency !== undefined) section.parts.push(currency);
  else if (/^(h+|m+|s+)$/i.test(text)) section.elapsed = true;
  else if (/^[<>=]/.test(text)) section.conditional = true;
  else if (!QUIET.test(text)) section.strange = true;
}

const textOf = (parts: Section['parts']): string =>
  parts.map((part) => (typeof part === 'string' ? part : '')).join('');

function ofSection({ bare, parts, elapsed, strange }: Section): NumberFormat {
  if (elapsed) return { kind: 'elapsed' };
  const letters = bare.replace(/am\/pm|a\/p|上午\/下午/g, 'h');
  const places = /[0#?]/.test(letters.replace(/s\.0+/g, ''));
  if (!places && (/[ymdhsbg年月日时分秒]|aaa/.test(letters) || /^e+$/.test(letters.trim()))) return ofDate(letters);
  // Letters that no format has, beside digits.
  if (strange || /[a-z]/.test(letters)) return UNSURE;
  if (/[0#?],+(?![0#?,])/.test(bare)) return UNSURE;
  const isDigits = (part: Section['parts'][number]) => typeof part !== 'string' && /[0#?]|^$/.test(part.digits);
  const first = parts.findIndex(isDigits);
  const last = parts.findLastIndex(isDigits);
  if (first < 0) return words(textOf(parts).trim());
  // Between the digits a space parts thousands, and a slash a fraction; anything else makes another text of them.
  if (!/^[\s/]*$/.test(textOf(parts.slice(first, last + 1)))) return UNSURE;
  const percent = bare.includes('%');
  const digits = bare.replace(/[^0#?.,/]/g, '');
  const width = /^0{2,}$/.test(digits) ? digits.length : 0;
  const [before, after] = [textOf(parts.slice(0, first)), textOf(parts.slice(last + 1))];
  return shownAs({ kind: 'shown', before, after, percent, width });
}

function ofDate(letters: string): NumberFormat {
  const order = letters.replace(/[^ymdhsbgea年月日时分秒]/g, '');
  // An m is a minute behind hours or before seconds, else a month.
  const months = order.replace(/(?<=h[时]?)m+|m+(?=[分]?s)/g, '');
  const time = /[hs时分秒]/.test(order);
  const day = /[ymdbgea年月日]/.test(months);
  return date(day, time, day && !time && !/[d日a]/.test(months));
}
