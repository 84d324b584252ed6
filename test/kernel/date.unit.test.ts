import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { today } from '../../src/kernel/clock.js';
import { addDays, addYears, dateOf, parseDate, parseInstant, startOf, whyNoInstant } from '../../src/kernel/date.js';

const dates = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2899-12-31T00:00:00Z'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

describe('a calendar date', () => {
  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '1900-01-01', '2999-12-31'])('%s is one', (text) =>
    expect(parseDate(text)).toBe(text),
  );

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '1899-12-31',
    '3000-01-01',
    '2026-1-1',
    '2026/01/01',
    '20260101',
    ' 2026-01-01',
    '2026-01-01T00:00:00Z',
    '２０２６-01-01',
    '',
  ])('%j is none', (text) => expect(parseDate(text)).toBeNull());

  it('changes at midnight in Shanghai, eight hours before Greenwich', () => {
    expect(dateOf(new Date('2026-03-01T15:59:59.999Z'))).toBe('2026-03-01');
    expect(dateOf(new Date('2026-03-01T16:00:00.000Z'))).toBe('2026-03-02');
    expect(dateOf(new Date('2024-02-28T16:00:00.000Z'))).toBe('2024-02-29');
    expect(startOf('2026-03-02').toISOString()).toBe('2026-03-01T16:00:00.000Z');
    expect(today({ now: () => new Date('2025-12-31T16:00:00Z') })).toBe('2026-01-01');
    fc.assert(
      fc.property(dates, (date) => {
        expect(dateOf(startOf(date))).toBe(date);
        expect(dateOf(new Date(startOf(date).getTime() - 1))).toBe(addDays(date, -1));
      }),
    );
  });

  it.each([
    ['2024-02-29', 3, '2027-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2023-03-01', 3, '2026-03-01'],
    ['2028-02-29', -4, '2024-02-29'],
    ['2025-12-31', 1, '2026-12-31'],
  ])('%s and %i years is %s', (date, years, expected) => expect(addYears(date, years)).toBe(expected));

  it('counts days over the ends of months, leap years and back', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2025-02-28', 1)).toBe('2025-03-01');
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
    fc.assert(
      fc.property(dates, fc.integer({ min: -20_000, max: 20_000 }), (date, n) => {
        fc.pre(Number(date.slice(0, 4)) + n / 365 > 1000);
        expect(addDays(addDays(date, n), -n)).toBe(date);
      }),
    );
  });
});

describe('an instant', () => {
  it.each([
    ['2026-03-01T08:30:00+08:00', '2026-03-01T00:30:00.000Z'],
    ['2026-03-01T08:30:00Z', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01t08:30:00z', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:00', '2026-03-01T00:30:00.000Z'],
    ['2026-03-01 08:30', '2026-03-01T00:30:00.000Z'],
    ['2026-03-01T08:30:00.123456789+08:00', '2026-03-01T00:30:00.123Z'],
    ['2026-03-01T08:30:00+0800', '2026-03-01T00:30:00.000Z'],
    ['2026-03-01T08:30:00-05:30', '2026-03-01T14:00:00.000Z'],
    ['2024-02-29T00:00:00+08:00', '2024-02-28T16:00:00.000Z'],
    [' 2026-03-01T08:30:00Z ', '2026-03-01T08:30:00.000Z'],
  ])('%s is %s', (text, expected) => expect(parseInstant(text)?.toISOString()).toBe(expected));

  it.each([
    '2026-02-29T08:30:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T08:60:00Z',
    '2026-03-01T08:30:60Z',
    '2026-03-01T08:30:00+24:00',
    '2026-03-01T8:30:00Z',
    '2026-03-01T08:30:00 Beijing',
    '1772325000000',
    'yesterday',
    '',
    '2026-03-01',
    '2026-03-01Z',
    '2026-03-01+08:00',
  ])('%j is none', (text) => expect(parseInstant(text)).toBeNull());

  it.each(['2026-03-01', ' 2026-03-01 ', '2026-03-01Z', '2026-03-01+08:00'])(
    'that is a day alone, %j, became its midnight: both readings are named, and can be taken as they stand',
    (text) => {
      const message = whyNoInstant(text);
      const readings = [...message.matchAll(/"(2026[^"]*T[^"]*)"/g)].map((m) =>
        parseInstant(m[1] as string)?.toISOString(),
      );
      expect(readings).toEqual(['2026-02-28T16:00:00.000Z', '2026-03-01T15:59:59.999Z']);
      expect(message).toContain('is a day, not an instant');
    },
  );

  it.each(['2026-02-29', 'yesterday', '2026-03-01T25:00:00Z'])('that is neither, %j, has no readings', (text) =>
    expect(whyNoInstant(text)).toBe(`${JSON.stringify(text)} is not an RFC 3339 date-time`),
  );
});
