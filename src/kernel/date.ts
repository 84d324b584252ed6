import { shanghaiOffset, shanghaiTimes } from './shanghai.js';

/** Calendar dates are texts YYYY-MM-DD in the hub's legal time zone, Asia/Shanghai (shanghai.ts). */
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
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
export const dateOf = (instant: Date): string =>
  new Date(instant.getTime() + shanghaiOffset(instant.getTime())).toISOString().slice(0, 10);

/** The first instant of a date in Shanghai; where its clocks skipped midnight, the one at which they were put on. */
export function startOf(date: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const [first = midnight - shanghaiOffset(midnight - DAY)] = shanghaiTimes(midnight);
  return new Date(first);
}

/** The date `days` later (earlier where negative). */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** How many days a date lies behind another; negative where before it. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

/** The same day of the month `years` later; 29 February becomes 28 February in a common year. */
export function addYears(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) + years;
  const month = Number(date.slice(5, 7));
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(year, month));
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * An instant from ISO 8601 text with an offset or Z, or null. A text without offset is read as Shanghai time, with the summer time of its
 * year; a time that clocks skipped or showed twice is none, nor is a day alone (`whyNoInstant`).
 */
export function parseInstant(text: string): Date | null {
  const m = INSTANT.exec(text.trim());
  if (!m || !parseDate(m[1] as string)) return null;
  if (Number(m[2]) > 23 || Number(m[3]) > 59 || Number(m[4] ?? 0) > 59) return null;
  const iso = text.trim().replace(' ', 'T');
  if (m[5]) return valid(new Date(iso));
  const wall = new Date(`${iso}Z`).getTime();
  if (Number.isNaN(wall)) return null;
  const [at, again] = shanghaiTimes(wall);
  return at === undefined || again !== undefined ? null : new Date(at);
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const valid = (at: Date): Date | null => (Number.isNaN(at.getTime()) ? null : at);

/** Why a time of Shanghai without an offset is no one instant: the clocks were put on over it, or back; null where they were not. */
function clocksChanged(text: string): string | null {
  const m = INSTANT.exec(text.trim());
  const wall = m && !m[5] && parseDate(m[1] as string) ? Date.parse(`${text.trim().replace(' ', 'T')}Z`) : Number.NaN;
  if (Number.isNaN(wall)) return null;
  const times = shanghaiTimes(wall);
  if (times.length === 1) return null;
  if (times.length === 0)
    return 'is a time that was not: clocks in Shanghai were put on over it to summer time 夏令时; write it with its offset';
  const said = times.map((at) => `${m?.[2]}:${m?.[3]}${offsetText(shanghaiOffset(at))}`).join(' or ');
  return `is a time that was twice: clocks in Shanghai were put back from summer time 夏令时; write it with its offset, ${said}`;
}

const offsetText = (ms: number): string => `+${String(Math.floor(ms / 3_600_000)).padStart(2, '0')}:00`;

/**
 * What is wrong with a text that is no instant. A day where an instant is asked has two readings that lie a day apart, so the
 * hub takes neither by itself: it names both.
 */
export function whyNoInstant(text: string, day = dayOf(text)): string {
  const quoted = JSON.stringify(text.slice(0, 40));
  const changed = clocksChanged(text);
  if (changed) return `${quoted} ${changed}`;
  if (!day) return `${quoted} is not an RFC 3339 date-time`;
  return `${quoted} is a day, not an instant: write "${day}T00:00:00+08:00" for its beginning in Shanghai, or "${day}T23:59:59.999+08:00" for its end`;
}

/** The day of a text that names a day and no time of it, whether with an offset or without; else null. */
const dayOf = (text: string): string | null =>
  parseDate(/^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:?\d{2})?$/i.exec(text.trim())?.[1] ?? '');
