/** Calendar dates are texts YYYY-MM-DD in the hub's legal time zone, Asia/Shanghai (UTC+8, no summer time since 1991). */
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;

/** The date, or null where the text is not a real calendar date of the years 1900 to 2999. */
export function parseDate(text: string): string | null {
  const m = SHAPE.exec(text);
  if (!m) return null;
  const year = Number(m[1]);
  const month = Number(m[2]);
  const day = Number(m[3]);
  if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1) return null;
  return day <= daysInMonth(year, month) ? text : null;
}

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The calendar date in Shanghai at an instant. */
export const dateOf = (instant: Date): string => new Date(instant.getTime() + OFFSET).toISOString().slice(0, 10);

/** The first instant of a date in Shanghai. */
export const startOf = (date: string): Date => new Date(Date.parse(`${date}T00:00:00Z`) - OFFSET);

/** The date `days` later (earlier where negative). */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The same day of the month `years` later; 29 February becomes 28 February in a common year. */
export function addYears(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) + years;
  const month = Number(date.slice(5, 7));
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(year, month));
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** An instant from ISO 8601 text with an offset or Z, or null. A text without offset is read as Shanghai time. */
export function parseInstant(text: string): Date | null {
  const m = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
    text.trim(),
  );
  if (!m || !parseDate(m[1] as string)) return null;
  if (Number(m[2] ?? 0) > 23 || Number(m[3] ?? 0) > 59 || Number(m[4] ?? 0) > 59) return null;
  const iso = m[2] ? text.trim().replace(' ', 'T') : `${m[1]}T00:00:00`;
  const at = new Date(m[5] ? (m[2] ? iso : `${m[1]}T00:00:00${m[5]}`) : `${iso}+08:00`);
  return Number.isNaN(at.getTime()) ? null : at;
}
