/**
 * What of a text is to be seen, and nothing else. Copies out of web pages, chats and office programs carry characters that show
 * nowhere: a code with one is no code, a name with one is not found by its letters. README.md says what was decided.
 */

/**
 * Characters that show nothing: soft hyphen, joiners, marks of direction and their brackets, the byte order mark within a text, signs that
 * choose a letter's form. Those of Mongolian script stay: there they are how a word is written.
 */
const INVISIBLE_RANGES =
  '\\u{AD}\\u{34F}\\u{61C}\\u{200B}-\\u{200F}\\u{202A}-\\u{202E}\\u{2060}-\\u{2064}\\u{2066}-\\u{206F}\\u{FE00}-\\u{FE0F}\\u{FEFF}\\u{FFF9}-\\u{FFFB}\\u{1BCA0}-\\u{1BCA3}\\u{E0000}-\\u{E01EF}';
const INVISIBLE = new RegExp(`[${INVISIBLE_RANGES}]`, 'gu');
/** Spaces of a layout: no-break, of a fixed width. Those that are typed, the ordinary one and that of Chinese (U+3000), are not among them. */
const LAYOUT = '\\u{A0}\\u{1680}\\u{2000}-\\u{200A}\\u{202F}\\u{205F}';
const LAYOUT_SPACES = new RegExp(`[${LAYOUT}]+`, 'gu');
/** Chinese is written without spaces, so between its letters and marks one of the layout says nothing. */
const BETWEEN_CHINESE = new RegExp(
  `(?<=[\\p{Script=Han}\\u{3000}-\\u{303F}\\u{FF01}-\\u{FF60}])[${LAYOUT}]+(?=[\\p{Script=Han}\\u{3000}-\\u{303F}\\u{FF01}-\\u{FF60}])`,
  'gu',
);
const LINE_ENDS = /[\u2028\u2029]/g;
/** Whether a text has any of them; nearly none has, and this alone is looked for in it. */
const ANY = new RegExp(`[${INVISIBLE_RANGES}${LAYOUT}\\u{2028}\\u{2029}]`, 'u');

/** The text without what shows nowhere, layout's spaces as ordinary ones (between Chinese letters: none), lines ended by a line feed. */
export function visible(text: string): string {
  if (!ANY.test(text)) return text;
  return text.replace(INVISIBLE, '').replace(BETWEEN_CHINESE, '').replace(LAYOUT_SPACES, ' ').replace(LINE_ENDS, '\n');
}

/** Whether there is nothing in a text that any reading has to look at more closely: half a character, or what `visible` takes away. */
const ODD = new RegExp(`[\\p{Surrogate}${INVISIBLE_RANGES}${LAYOUT}\\u{2028}\\u{2029}]`, 'u');
export const isPlain = (text: string): boolean => !ODD.test(text);

/** A spreadsheet's mark for "this cell is a text": one apostrophe, which no other one closes as in 'Mao' 茶. */
const TEXT_MARK = /^'(?=[^']+$)/;

/** A text as a record means it: `visible`, without blanks around it, without a spreadsheet's mark before it. */
export const cleaned = (text: string): string => unmarked(visible(text));

/** The same of a text that `isPlain`. */
export function unmarked(text: string): string {
  const seen = text.trim();
  return seen.startsWith("'") ? seen.replace(TEXT_MARK, '').trim() : seen;
}

/** Blanks around a text that every form of it may have, and that nobody wrote. */
const edges = (text: string): string => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

/** The text as it was written, where that is not what was read of it but for blanks around; else null. */
export function asWritten(text: string, read = cleaned(text)): string | null {
  const written = edges(text);
  return written === read ? null : written;
}

const BREAKS = /\s*[\r\n]+\s*/gu;
const CHINESE = /[\p{Script=Han}\u{3000}-\u{303F}\u{FF01}-\u{FF60}]/u;

/** A text without the line breaks that somebody put into a cell to make it narrow: a blank where words of letters met, between Chinese nothing. */
export function oneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return text;
  return text.replace(BREAKS, (found, at: number) => {
    const [before, after] = [
      [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '',
      String.fromCodePoint(text.codePointAt(at + found.length) ?? 32),
    ];
    return CHINESE.test(before) || CHINESE.test(after) ? '' : ' ';
  });
}

const FULL_WIDTH = /[\uff01-\uff5e\u3000]/;
const FULL_WIDTHS = /[\uff01-\uff5e]/g;

/**
 * Full-width letters, digits and signs as half-width ones. Not by NFKC where a number is read: that makes 12 of 1², and 3 of ③.
 */
export function halfWidth(text: string): string {
  if (!FULL_WIDTH.test(text)) return text;
  return text.replace(FULL_WIDTHS, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ');
}
