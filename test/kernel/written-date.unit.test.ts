import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWrittenDate, parseWrittenInstant } from '../../src/kernel/written-date.js';

describe('a date as files write it', () => {
  it.each([
    '2010-01-02',
    '2010-1-2',
    '2010/1/2',
    '2010/01/02',
    '2010.1.2',
    '20100102',
    '2010年1月2日',
    '2010年01月02日',
    '２０１０年１月２日',
    '２０１０－１－２',
    ' 2010/1/2 ',
    '2010-01-02 00:00:00',
    '2010-01-02T00:00:00',
    '2010/1/2 0:00',
    '2010-01-02 00:00:00.000',
  ])('%j is the second of January', (text) => expect(parseWrittenDate(text)).toBe('2010-01-02'));

  it.each([
    '1/2/2010',
    '2010-1',
    '2010/13/1',
    '2010.2.30',
    '20100230',
    '2010-01/02',
    '2010年1月',
    '201012',
    '1899/1/1',
    '40180',
    '2010-01-02 24:30',
    '今天',
    '',
  ])('%j is none', (text) => expect(parseWrittenDate(text)).toBeNull());

  it.each([
    ['2026-03-01T08:30:00+08:00', '2026-03-01T00:30:00.000Z'],
    ['2026/3/1 8:30', '2026-03-01T00:30:00.000Z'],
    ['2026年3月1日 8时30分', '2026-03-01T00:30:00.000Z'],
    ['2026年3月1日8时30分15秒', '2026-03-01T00:30:15.000Z'],
    ['２０２６.3.1 8:30', '2026-03-01T00:30:00.000Z'],
  ])('%j is an instant of Shanghai', (text, at) => expect(parseWrittenInstant(text)?.toISOString()).toBe(at));

  it('is the same day in every form', () => {
    const days = fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2899-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        const [y, m, d] = day.split('-').map(Number);
        for (const text of [day, `${y}/${m}/${d}`, `${y}.${m}.${d}`, day.replaceAll('-', ''), `${y}年${m}月${d}日`])
          expect(parseWrittenDate(text)).toBe(day);
      }),
    );
  });
});
