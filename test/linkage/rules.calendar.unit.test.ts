import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../src/kernel/errors.js';
import { addDaysOf, addSpan, calendarOf, isWorkingDay, subtractDaysOf } from '../../src/linkage/rules/index.js';
import { CALENDAR, HOLIDAYS } from './rules.kit.js';

const working = (count: number) => ({ count, unit: 'WORKING' as const });
const next = (day: string, by = 1) => {
  const d = new Date(`${day}T12:00:00+08:00`);
  d.setUTCDate(d.getUTCDate() + by);
  return d.toISOString().slice(0, 10);
};

describe('the holiday table', () => {
  it('covers 2004 to 2026, and make-up days fall on weekends', () => {
    expect([CALENDAR.from, CALENDAR.to]).toEqual(['2004-01-01', '2026-12-31']);
    for (const day of CALENDAR.work) expect([0, 6], day).toContain(new Date(`${day}T00:00:00Z`).getUTCDay());
    for (let year = 2004; year <= 2026; year++)
      for (const day of ['01-01', '05-01', '10-01', '10-02', '10-03']) expect(CALENDAR.off).toContain(`${year}-${day}`);
  });

  it.each([
    ['2026-02-14', true, 'a Saturday made up before the Spring Festival'],
    ['2026-02-17', false, 'the Spring Festival, a Tuesday'],
    ['2026-02-21', false, 'a Saturday of the festival'],
    ['2026-02-24', true, 'the Tuesday after it'],
    ['2026-11-23', true, 'a Monday'],
    ['2026-11-22', false, 'a Sunday'],
    ['2015-09-03', false, 'the one-off holiday of 2015'],
    ['2015-09-06', true, 'and its make-up day'],
  ])('%s: working %s (%s)', (day, is, _) => expect(isWorkingDay(day, CALENDAR)).toBe(is));

  it.each(['2003-12-31', '2027-01-01', '2027-10-01'])('refuses %s and names the mend', (day) => {
    const ask = () => isWorkingDay(day, CALENDAR);
    expect(ask).toThrow(HubError);
    expect(ask).toThrow(/2004 to 2026; import the State Council’s notice: npx hub holidays import FILE/);
    expect(() => addDaysOf('2026-12-25', working(10), CALENDAR)).toThrow(HubError);
    expect(addDaysOf('2026-12-25', { count: 10, unit: 'CALENDAR' }, CALENDAR)).toBe('2027-01-04');
    expect(addDaysOf('2030-01-01', working(0), CALENDAR)).toBe('2030-01-01');
  });

  it('refuses a table with a gap, a day twice, a day that is none, and no day', () => {
    expect(() => calendarOf(HOLIDAYS.filter((row) => !row.day.startsWith('2010')))).toThrow('2010 is missing');
    expect(() => calendarOf([...HOLIDAYS, { day: '2026-01-01', kind: 'WORK' }])).toThrow('twice');
    expect(() => calendarOf([{ day: '2026-02-30', kind: 'OFF' }])).toThrow('no date');
    expect(() => calendarOf([])).toThrow('empty');
  });
});

describe('working days', () => {
  it.each([
    ['2026-11-20', 5, '2026-11-27', 'from a Friday'],
    ['2026-11-21', 5, '2026-11-27', 'from a Saturday: the day itself is never counted'],
    ['2026-02-12', 3, '2026-02-24', 'across the Spring Festival: Friday, the made-up Saturday, Tuesday'],
    ['2024-09-27', 5, '2024-10-10', 'a made-up Sunday, one Monday, then the National Day'],
    ['2026-11-20', 0, '2026-11-20', 'none'],
  ])('%s and %i more: %s (%s)', (day, count, last, _) => expect(addDaysOf(day, working(count), CALENDAR)).toBe(last));

  const days = fc
    .date({ min: new Date('2004-06-01'), max: new Date('2026-06-01'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));

  it('are those of a plain walk, day by day', () => {
    const off = new Set(HOLIDAYS.filter((r) => r.kind === 'OFF').map((r) => r.day));
    const made = new Set(HOLIDAYS.filter((r) => r.kind === 'WORK').map((r) => r.day));
    const name = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'Asia/Shanghai' });
    const isOne = (day: string) =>
      made.has(day) || (!off.has(day) && !name.format(new Date(`${day}T12:00:00+08:00`)).startsWith('S'));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (day, count) => {
        const last = addDaysOf(day, working(count), CALENDAR);
        let seen = 0;
        for (let at = next(day); at <= last; at = next(at)) if (isOne(at)) seen++;
        expect(seen).toBe(count);
        expect(isOne(last)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('go back as they go forth', () =>
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 60 }), fc.constantFrom('WORKING', 'CALENDAR'), (day, count, unit) => {
        const end = addDaysOf(day, { count, unit }, CALENDAR);
        const first = subtractDaysOf(end, { count, unit }, CALENDAR);
        expect(addDaysOf(first, { count, unit }, CALENDAR)).toBe(end);
        if (unit === 'CALENDAR') expect(first).toBe(day);
        else if (count > 0) expect(first >= day || !isWorkingDay(day, CALENDAR)).toBe(true);
      }),
      { numRuns: 300 },
    ));
});

describe('a span', () => {
  it.each([
    ['2025-03-01', { years: 1 }, '2026-03-01'],
    ['2024-02-29', { years: 1 }, '2025-02-28'],
    ['2024-02-29', { years: 4 }, '2028-02-29'],
    ['2023-02-28', { years: 1 }, '2024-02-28'],
    ['2025-01-31', { months: 1 }, '2025-02-28'],
    ['2024-01-31', { months: 1 }, '2024-02-29'],
    ['2025-08-31', { months: 6 }, '2026-02-28'],
    ['2025-12-15', { months: 1 }, '2026-01-15'],
    ['2025-11-30', { months: 14 }, '2027-01-30'],
  ])('from %s of %j ends on %s', (day, span, last) => expect(addSpan(day, span)).toBe(last));

  const days = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));

  it('ends on the corresponding day, or the last of that month; months and years agree; later begins, not earlier ends', () =>
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (day, months) => {
        const end = addSpan(day, { months });
        // A plain model: month by month on the calendar, then as far into it as the day was.
        let [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
        for (let i = 0; i < months; i++) {
          month += 1;
          if (month === 13) [year, month] = [year + 1, 1];
        }
        const prefix = `${year}-${String(month).padStart(2, '0')}`;
        expect(end.slice(0, 7)).toBe(prefix);
        const same = `${prefix}-${day.slice(8)}`;
        if (end !== same) {
          expect(next(end).slice(8)).toBe('01');
          expect(end < same).toBe(true);
        }
        if (months % 12 === 0) expect(addSpan(day, { years: months / 12 })).toBe(end);
        expect(addSpan(next(day), { months }) >= end).toBe(true);
      }),
    ));
});
