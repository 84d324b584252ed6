import type { Days, Span } from './policy.js';

/** A line of the holiday table. OFF: a public holiday; WORK: a make-up working day 调休上班 on a weekend. */
export interface HolidayRow {
  day: string;
  kind: 'OFF' | 'WORK';
}

/** The holiday table as the arithmetic needs it. Outside of `from` to `to` nothing is known. */
export interface Calendar {
  from: string;
  to: string;
  off: ReadonlySet<string>;
  work: ReadonlySet<string>;
}

/** The calendar of a holiday table. Throws where a year is missing in between. */
export declare function calendarOf(rows: readonly HolidayRow[]): Calendar;
/** Whether a day is a working day. Throws UNAVAILABLE outside of the table, naming the mend. */
export declare function isWorkingDay(day: string, calendar: Calendar): boolean;
/** The last day of a span that begins with a day: the corresponding day, or the month's last (Civil Code, art. 202). */
export declare function addSpan(day: string, span: Span): string;
/** The last day of a period of days that begins with a day, which is not counted itself (Civil Code, art. 201). */
export declare function addDaysOf(day: string, days: Days, calendar: Calendar): string;
/** The day from which on a period of days reaches `day`: the mirror of addDaysOf. */
export declare function subtractDaysOf(day: string, days: Days, calendar: Calendar): string;
