import { addDays, parseDate } from './date.js';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** Day 0 of spreadsheets that count from 1900, as they count since March of that year. */
const DAY_0 = '1899-12-30';
/** Later ones are of the year 2200 and on: no register has such a day, and seven digits may be anything. */
const LAST_DAY_NUMBER = 109_573;

const ENDLESS =
  /^(?:长期|永久|永续|无期|无期限|无固定期限|不约定期限|无限期|长期有效|永久有效|至今|(?:29\d\d\D?12\D?31|9999\D?\d\d?\D?\d\d?)(?:\D.*)?)$/;
const ABOUT = /[约許许]|左右|前后|大约|上下|不详/;

const two = (n: string): string => n.padStart(2, '0');
const year4 = (n: string): string => (n.length === 4 ? n : `${Number(n) > 49 ? '19' : '20'}${two(n)}`);
const real = (...days: [year: string, month: string, day: string][]): string[] => [
  ...new Set(days.flatMap(([y, m, d]) => parseDate(`${year4(y)}-${two(m)}-${two(d)}`) ?? [])),
];

/** Every day that a text may mean whose order of year, month and day is not ours. */
function readings(text: string): string[] {
  const digits = /^(\d{1,2}|\d{4})[-/.](\d{1,2})[-/.](\d{1,2}|\d{4})(?:[T ].*)?$/.exec(text);
  if (digits) {
    const [, a = '', b = '', c = ''] = digits;
    if (a.length === 4) return [];
    return c.length === 4 ? real([c, a, b], [c, b, a]) : real([a, b, c], [c, a, b], [c, b, a]);
  }
  const named = /^(\d{1,2}|\d{4})[-/. ]?([A-Z]{3})[A-Z]*\.?[-/., ]?(\d{1,2}|\d{4})$/i.exec(text);
  const [, first = '', name = '', last = ''] = named ?? [];
  const month = String(MONTHS.indexOf(name.toUpperCase()) + 1);
  if (month === '0') return [];
  return real(...(first.length === 4 ? [] : ([[last, month, first]] as [string, string, string][])), [
    first,
    month,
    last,
  ]);
}

/** Why a text is no date, beyond that it is none: with the code of what it seems to be instead. */
export interface AnotherDate {
  code: 'DATE_NUMBER' | 'DATE_AMBIGUOUS' | null;
  hint: string;
}

const ALONE = 'it is an approximation: write the time that the record is to have, without 许 or 约';

/** What a text that was taken for no date seems to be instead, and how to write it; null where nothing can be said. */
export function anotherDate(text: string): AnotherDate | null {
  const plain = (hint: string): AnotherDate => ({ code: null, hint });
  if (ENDLESS.test(text))
    return plain('it says that there is no end 长期, and names no day: leave the cell empty where none is set');
  const number = /^(\d{5,6})(?:\.\d+)?$/.exec(text);
  if (number && Number(number[1]) <= LAST_DAY_NUMBER) {
    const day = addDays(DAY_0, Number(number[1]));
    const hint = `it looks like a spreadsheet’s day number, which would be ${day}: format the cells as dates, and export them again`;
    return { code: 'DATE_NUMBER', hint };
  }
  if (/^(?:0000|1900[-/.]0?[01][-/.]0?0(?!\d))/.test(text))
    return plain('it is what programs write for no date: leave the cell empty');
  if (/^约/.test(text) || (/^\d{4}[年\d/.-]/.test(text) && ABOUT.test(text))) return plain(ALONE);
  const days = readings(text);
  if (days.length === 0) return null;
  const which = days.length > 1 ? `it may be ${days.join(' or ')}` : `it may be ${days[0]}`;
  return { code: 'DATE_AMBIGUOUS', hint: `${which}: write it with the year first` };
}
