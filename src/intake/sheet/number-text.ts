import type { NumberFormat } from './number-format.js';

/** Significant digits that a spreadsheet keeps; what a double has beyond them is not what was entered. */
const DIGITS = 15;
const MOST_DIGITS = 10 ** DIGITS;
/** Days from 1970-01-01 back to the day 0 of both ways of counting. */
const EPOCH_1900 = -25_569;
const EPOCH_1904 = -24_107;
/** 9999-12-31: a spreadsheet shows no date beyond it. */
const LAST_DAY_1900 = 2_958_465;
const DAY_SECONDS = 86_400;

/** A numeric cell's text as a person reads it there, whatever the digits in the file; null where it shows another number than it holds. */
export function numberText(stored: string, format: NumberFormat, date1904: boolean): string | null {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  switch (format.kind) {
    case 'date':
      return dateText(value, format, date1904) ?? digits(value);
    case 'elapsed':
      return value < 0 ? digits(value) : clock(Math.round(value * DAY_SECONDS));
    case 'shown':
      return value < 0 ? `-${shown(-value, format)}` : shown(value, format);
    case 'words':
      return format.text === '' ? null : value < 0 ? `-${format.text}` : format.text;
    case 'signed': {
      const { positive, negative, zero } = format;
      if (value >= 0) return numberText(stored, value > 0 ? positive : zero, date1904);
      // Words of a section for negative numbers stand without a sign; a number keeps its own, however it is shown.
      return numberText(negative.kind === 'words' ? String(-value) : stored, negative, date1904);
    }
    case 'unsure':
      return null;
    default:
      return digits(value);
  }
}

function shown(value: number, { before, after, percent, width }: Extract<NumberFormat, { kind: 'shown' }>): string {
  const text = digits(percent ? value * 100 : value);
  return before + (Number.isInteger(value) ? text.padStart(width, '0') : text) + after;
}

/**
 * A number by its 15 digits. A whole one with more has lost those beyond them, and a tiny one is no amount: both come in the exponent form
 * in which a spreadsheet shows them, so that no check takes them for a code.
 */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= MOST_DIGITS || (size > 0 && size < 1e-6)) return exponent(value);
  return String(Number(value.toPrecision(DIGITS)));
}

/** As a spreadsheet shows it in its General format: 9.16206E+17. */
function exponent(value: number): string {
  const [mantissa, power] = value.toExponential(5).split('e') as [string, string];
  const [sign, number] = [power[0] as string, power.slice(1)];
  return `${Number(mantissa)}E${sign}${number.padStart(2, '0')}`;
}

const two = (n: number): string => String(n).padStart(2, '0');
const clock = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

/** Local wall time, without a zone; null where a spreadsheet shows no date for the number. */
function dateText(
  value: number,
  { day, time, month }: Extract<NumberFormat, { kind: 'date' }>,
  date1904: boolean,
): string | null {
  const seconds = Math.round(value * DAY_SECONDS);
  const days = Math.floor(seconds / DAY_SECONDS);
  if (seconds < 0 || days > LAST_DAY_1900 - (date1904 ? EPOCH_1904 - EPOCH_1900 : 0)) return null;
  const ofDay = clock(seconds % DAY_SECONDS);
  if (!day) return ofDay;
  const date = date1904 ? isoDay(days + EPOCH_1904) : day1900(days);
  if (time) return `${date} ${ofDay}`;
  return month && date.endsWith('-01') ? date.slice(0, -3) : date;
}

/** The days of 1900 count a 29 February that never was; as a spreadsheet shows it, no check takes it. Day 0 neither. */
function day1900(days: number): string {
  if (days === 0) return '1900-01-00';
  if (days === 60) return '1900-02-29';
  return isoDay(days + EPOCH_1900 + (days < 60 ? 1 : 0));
}

const isoDay = (days: number): string => new Date(days * DAY_SECONDS * 1000).toISOString().slice(0, 10);

/** A date that the file itself writes (ISO 8601): with a space before the time, which midnight leaves away where the format shows none. */
export function writtenDate(stored: string, format: NumberFormat): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.0+)?$/.exec(stored.trim()) ?? [];
  if (day === undefined || time === undefined) return stored.trim();
  // A time alone is of the day before days begin.
  if (/^1899-12-3[01]$/.test(day) || (format.kind === 'date' && !format.day)) return time;
  const shown = format.kind === 'date' ? format.time : time !== '00:00:00';
  return shown ? `${day} ${time}` : day;
}
