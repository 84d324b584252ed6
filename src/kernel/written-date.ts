import { chineseDigits, chineseNumber, NUMERALS } from './chinese-number.js';
import { halfWidth } from './clean-text.js';
import { dateOf, parseDate, parseInstant, whyNoInstant } from './date.js';
import { anotherDate } from './written-date.hint.js';

const DAY = String.raw`(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号號]|(\d{4})(\d{2})(\d{2})(?:\.0+)?`;
const TIME = String.raw`(\d{1,2})(?::|时|點|点)(?:(\d{1,2})(?:(?::|分)(\d{1,2})(?:\.\d+)?)?[分秒]?|整)`;
/** Year first, with one separator throughout, or none; then maybe a time of day, and the offset of that. */
const WRITTEN = new RegExp(`^(?:${DAY})(?:[T ]*${TIME}(Z|[+-]\\d{2}:?\\d{2})?)?$`, 'i');
const CHINESE_DAY = new RegExp(
  `^([零〇○一二三四五六七八九]{4})年([${NUMERALS}]{1,3})月([${NUMERALS}]{1,3})(?=[日号號])`,
);
const DASHES = /[\u2010-\u2015\u2212]/g;

/** A date and a time of day as files write them, in the forms of this hub; `at` where the time says its offset. */
interface Written {
  date: string;
  time: string | null;
  at: Date | null;
}

/** Half-width, digits for numerals, nothing between the parts of 2015 年 3 月 6 日. */
function plain(text: string): string {
  const half = halfWidth(text).trim().replace(DASHES, '-');
  if (!half.includes('年')) return half;
  const close = half.replace(/ *([年月]) */g, '$1').replace(/(\d) +(?=[日号號时分秒])/g, '$1');
  return close.replace(CHINESE_DAY, (whole, year: string, month: string, day: string) => {
    const [y, m, d] = [chineseDigits(year), chineseNumber(month), chineseNumber(day)];
    return y === null || m === null || d === null ? whole : `${y}年${m}月${d}`;
  });
}

function written(text: string): Written | null {
  const m = WRITTEN.exec(plain(text));
  if (!m) return null;
  const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
  const date = parseDate(`${m[1] ?? m[5] ?? m[8]}-${two(m[3] ?? m[6] ?? m[9])}-${two(m[4] ?? m[7] ?? m[10])}`);
  if (!date) return null;
  if (m[11] === undefined) return { date, time: null, at: null };
  const time = `${two(m[11])}:${two(m[12])}:${two(m[13])}`;
  const offset = m[14] ?? '';
  // A time of another offset, or of none: whether it is a time of day is seen where clocks are never put on.
  if (!parseInstant(`${date}T${time}Z`)) return null;
  if (offset === '') return { date, time, at: null };
  const at = parseInstant(`${date}T${time}${offset}`);
  return at && { date, time, at };
}

/** Days that nobody means as such: exports write them for "no end". */
const noEnd = (date: string): boolean => /^29\d\d-12-31$/.test(date);

/**
 * A calendar date as spreadsheets and agencies write it: `2010-01-02`, `2010/1/2`, `2010.1.2`, `20100102`, `2010年1月2日`, `二〇一〇年一月二日`, in
 * full width, with a time of Shanghai behind it; with a time of another offset it is the day in Shanghai then. Null for anything else:
 * `1/2/2010` may be either of two days.
 */
export function parseWrittenDate(text: string): string | null {
  const plainDate = parseDate(text);
  const found = plainDate ? { date: plainDate, at: null } : written(text);
  const date = found?.at ? dateOf(found.at) : found?.date;
  return date === undefined || noEnd(date) ? null : date;
}

/** What is wrong with a text that is no date, or no instant, and how it is mended. */
export interface WhyNoDate {
  code: string;
  message: string;
}

export function whyNoWrittenDate(text: string): WhyNoDate {
  const message = `${JSON.stringify(text.slice(0, 40))} is not a calendar date YYYY-MM-DD of the years 1900 to 2999`;
  return hinted(text, { code: 'DATE', message });
}

function hinted(text: string, { code, message }: WhyNoDate): WhyNoDate {
  const found = anotherDate(halfWidth(text).trim());
  return found ? { code: found.code ?? code, message: `${message}; ${found.hint}` } : { code, message };
}

/** An instant, also as `2010/1/2 8:30` and `2010年1月2日 8时30分`, which are of Shanghai. Null for anything else, a day alone among it. */
export function parseWrittenInstant(text: string): Date | null {
  const instant = parseInstant(text);
  if (instant) return instant;
  const found = written(text);
  if (found?.at) return found.at;
  return found?.time ? parseInstant(`${found.date}T${found.time}`) : null;
}

/** What is wrong with a text that is no instant, in whichever form it names a day. */
export function whyNoWrittenInstant(text: string): WhyNoDate {
  const found = written(text);
  const why = (message: string): WhyNoDate => ({ code: 'DATE_TIME', message });
  if (found && !found.time) return why(whyNoInstant(text, found.date));
  if (found?.time) return why(whyNoInstant(`${found.date}T${found.time}`));
  return hinted(text, why(whyNoInstant(text)));
}
