import { addDays, addYears, parseDate } from '../../kernel/date.js';
import { HubError } from '../../kernel/errors.js';
import type { Days, Span } from './policy.js';

/** A line of the holiday table. OFF: a public holiday; WORK: a make-up working day 调休上班 on a weekend. */
export interface HolidayRow {
  day: string;
  kind: 'OFF' | 'WORK';
}

/** The holiday table as the arithmetic needs it: whole years. Outside of `from` to `to` nothing is known. */
export interface Calendar {
  from: string;
  to: string;
  off: ReadonlySet<string>;
  work: ReadonlySet<string>;
}

const yearOf = (day: string): number => Number(day.slice(0, 4));

/** The calendar of a holiday table. Throws where it is empty, names a day twice, or lacks a year in between: every year has holidays. */
export function calendarOf(rows: readonly HolidayRow[]): Calendar {
  const wrong = rows.find((row) => parseDate(row.day) === null);
  if (wrong) throw new Error(`holidays: ${wrong.day} is no date`);
  const of = (kind: HolidayRow['kind']) => new Set(rows.filter((row) => row.kind === kind).map((row) => row.day));
  const [off, work] = [of('OFF'), of('WORK')];
  const days = new Set([...off, ...work]);
  if (days.size < rows.length) throw new Error('holidays: a day stands there twice');
  const years = [...new Set([...days].map(yearOf))].sort((a, b) => a - b);
  const [first, last] = [years[0], years.at(-1)];
  if (first === undefined || last === undefined) throw new Error('holidays: the table is empty');
  for (let year = first; year <= last; year++) {
    if (!years.includes(year)) throw new Error(`holidays: the year ${year} is missing`);
  }
  return { from: `${first}-01-01`, to: `${last}-12-31`, off, work };
}

/** Whether a day is a working day. Throws UNAVAILABLE outside of the table, naming the mend. */
export function isWorkingDay(day: string, { from, to, off, work }: Calendar): boolean {
  if (day < from || day > to) {
    const covers = `the holiday table covers ${yearOf(from)} to ${yearOf(to)}`;
    const mend = 'import the State Council’s notice: npx hub holidays import FILE';
    throw new HubError('UNAVAILABLE', `whether ${day} is a working day is not known: ${covers}; ${mend}`);
  }
  if (off.has(day)) return false;
  if (work.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The same day of the month `months` later, or the month's last. */
function addMonths(day: string, months: number): string {
  const count = yearOf(day) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const first = `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`;
  const last = new Date(Date.UTC(Math.floor(count / 12), (count % 12) + 1, 0)).getUTCDate();
  return addDays(first, Math.min(Number(day.slice(8)), last) - 1);
}

/** The last day of a span that begins with a day: the corresponding day, or the month's last (Civil Code, art. 202). */
export const addSpan = (day: string, span: Span): string =>
  'years' in span ? addYears(day, span.years) : addMonths(day, span.months);

/** Walks to the `count`-th working day after (or before) a day. */
function walk(day: string, count: number, step: 1 | -1, calendar: Calendar): string {
  let at = day;
  for (let left = count; left > 0; ) {
    at = addDays(at, step);
    if (isWorkingDay(at, calendar)) left--;
  }
  return at;
}

/**
 * The last day of a period of days that begins with a day; that day is not counted (Civil Code, art. 201). A period of
 * calendar days that ends on a holiday is not prolonged here. Working days throw UNAVAILABLE outside of the table.
 */
export const addDaysOf = (day: string, { count, unit }: Days, calendar: Calendar): string =>
  unit === 'CALENDAR' ? addDays(day, count) : walk(day, count, 1, calendar);

/** The first day of the period of days before a day: on it there are `count` days left. */
export const subtractDaysOf = (day: string, { count, unit }: Days, calendar: Calendar): string =>
  unit === 'CALENDAR' ? addDays(day, -count) : walk(day, count, -1, calendar);
