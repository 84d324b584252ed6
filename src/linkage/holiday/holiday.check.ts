import type { HolidayFault, HolidayLine } from './holiday.file.js';

/** The seven holidays of every year 全国年节及纪念日放假办法, by what their names contain. */
const HOLIDAYS = ['元旦', '春节', '清明', '劳动', '端午', '中秋', '国庆'];
/** Days off by that decree (State Council order 795, in force since 2025) whose date is fixed. */
const FIXED = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'];
/** Weekdays off that are not made up: the decree's days, those of a weekend moved to a weekday. */
const STATUTORY = 13;

export const yearOf = (day: string): number => Number(day.slice(0, 4));
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
const onWeekend = (day: string): boolean => weekday(day) === 0 || weekday(day) === 6;
const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A December day of the notice for the year after: it belongs to New Year's Day, and replaces nothing else of its own year. */
export const isEve = ({ day, name }: Pick<HolidayLine, 'day' | 'name'>, years: readonly number[]): boolean =>
  day.slice(5, 7) === '12' && name.includes('元旦') && years.includes(yearOf(day) + 1);

/** The years that a file arranges as a whole. */
export function wholeYears(lines: readonly HolidayLine[]): number[] {
  const all = [...new Set(lines.map((l) => yearOf(l.day)))].sort((a, b) => a - b);
  return all.filter((year) => lines.some((l) => yearOf(l.day) === year && !isEve(l, all)));
}

/** What keeps lines from being the arrangement of whole years, beside a table of these years. Pure. */
export function holidayFaults(lines: readonly HolidayLine[], table: { first: number; last: number }): HolidayFault[] {
  const faults: HolidayFault[] = [];
  const seen = new Map<string, HolidayLine>();
  for (const one of lines) {
    const { line, day, kind } = one;
    const before = seen.get(day);
    if (before)
      faults.push({
        line,
        message: `${day} stands in line ${before.line} too${before.kind === kind ? '' : ', as another kind of day'}`,
      });
    else seen.set(day, one);
    if (kind === 'WORK' && !onWeekend(day))
      faults.push({
        line,
        message: `${day} is a ${NAMES[weekday(day)]}: a working day already; 班 is a Saturday or Sunday`,
      });
  }
  const years = wholeYears(lines);
  if (years.length === 0) faults.push({ line: 0, message: 'no whole year is in it' });
  for (const year of years) {
    if (year < table.first || (year > table.last + 1 && !years.includes(year - 1))) {
      const next = `the table has ${table.first} to ${table.last}`;
      faults.push({ line: 0, message: `${year}: ${next}; a year in between would be missing` });
      continue;
    }
    const off = lines.filter((l) => yearOf(l.day) === year && l.kind === 'OFF');
    const missing = [
      ...HOLIDAYS.filter((name) => !off.some((l) => l.name.includes(name))),
      ...FIXED.map((day) => `${year}-${day}`).filter((day) => year >= 2025 && !off.some((l) => l.day === day)),
    ];
    if (missing.length > 0)
      faults.push({ line: 0, message: `${year} is not whole: no day off for ${missing.join(', ')}` });
  }
  return faults;
}

/** What is unusual, and for a person to compare with the notice once more. Pure. */
export function holidayWarnings(lines: readonly HolidayLine[]): string[] {
  return wholeYears(lines).flatMap((year) => {
    const own = lines.filter((l) => yearOf(l.day) === year);
    const off = own.filter((l) => l.kind === 'OFF' && !onWeekend(l.day)).length;
    const made = own.filter((l) => l.kind === 'WORK').length;
    if (year < 2025 || off - made === STATUTORY) return [];
    return [
      `${year}: ${off} weekdays off, ${made} made up: ${off - made} remain, by the decree ${STATUTORY}; compare with the notice`,
    ];
  });
}
