import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseWrittenDate,
  parseWrittenInstant,
  whyNoWrittenDate,
  whyNoWrittenInstant,
} from '../../src/kernel/written-date.js';

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
    '2010年1月2号',
    '2010 年 1 月 2 日',
    '2010．1．2',
    '2010—1—2',
    '20100102.0',
    '二〇一〇年一月二日',
    '二零一○年一月二日',
    // The day in Shanghai, whatever the offset.
    '2010-01-02T00:00:00+08:00',
    '2010-01-01T16:00:00.000Z',
    '2010/1/1 20:00-06:00',
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
    '42069',
    '6-Mar-15',
    '3/6/2015',
    '15-3-6',
    '0000-00-00',
    '1900-01-00',
    '2015-02-29',
    '9999-12-31',
    '2999-12-31',
    '29991231',
    '长期',
    '20100102.5',
    '二〇一〇年十三月二日',
    '二〇一〇年二月三十日',
    '2010年1月2日3时',
    '2015年3月②日',
  ])('%j is none', (text) => expect(parseWrittenDate(text)).toBeNull());

  it.each([
    ['2026-03-01T08:30:00+08:00', '2026-03-01T00:30:00.000Z'],
    ['2026/3/1 8:30', '2026-03-01T00:30:00.000Z'],
    ['2026年3月1日 8时30分', '2026-03-01T00:30:00.000Z'],
    ['2026年3月1日8时30分15秒', '2026-03-01T00:30:15.000Z'],
    ['２０２６.3.1 8:30', '2026-03-01T00:30:00.000Z'],
  ])('%j is an instant of Shanghai', (text, at) => expect(parseWrittenInstant(text)?.toISOString()).toBe(at));

  it.each([
    ['42069', 'DATE_NUMBER', 'a spreadsheet’s day number, which would be 2015-03-06'],
    ['42069.354167', 'DATE_NUMBER', 'which would be 2015-03-06'],
    ['6-Mar-15', 'DATE_AMBIGUOUS', 'it may be 2015-03-06 or 2006-03-15: write it with the year first'],
    ['3/6/2015', 'DATE_AMBIGUOUS', 'it may be 2015-03-06 or 2015-06-03'],
    ['15-3-6', 'DATE_AMBIGUOUS', 'it may be 2015-03-06 or 2006-03-15'],
    ['13/6/2015', 'DATE_AMBIGUOUS', 'it may be 2015-06-13'],
    ['0000-00-00', 'DATE', 'what programs write for no date'],
    ['1900-01-00', 'DATE', 'what programs write for no date'],
    ['9999-12-31', 'DATE', 'says that there is no end 长期'],
    ['2999-12-31', 'DATE', 'says that there is no end 长期'],
    ['无固定期限', 'DATE', 'says that there is no end 长期'],
    ['2015-02-29', 'DATE', '"2015-02-29" is not a calendar date'],
  ])('%j is refused as %s, with what it seems to be', (text, code, hint) => {
    const why = whyNoWrittenDate(text);
    expect(why.code).toBe(code);
    expect(why.message).toContain(hint);
  });

  it.each([
    ['2026年3月18日3时40分许', 'DATE_TIME', 'an approximation'],
    ['2026年3月18日约3时', 'DATE_TIME', 'an approximation'],
    ['约3时40分', 'DATE_TIME', 'an approximation'],
    ['46099.15', 'DATE_NUMBER', 'would be 2026-03-18'],
    ['3/18/2026 3:40', 'DATE_AMBIGUOUS', '2026-03-18'],
    ['1991/9/15 1:30', 'DATE_TIME', '+09:00 or 01:30+08:00'],
  ])('%j is no instant: %s', (text, code, hint) => {
    expect(parseWrittenInstant(text)).toBeNull();
    const why = whyNoWrittenInstant(text);
    expect(why.code).toBe(code);
    expect(why.message).toContain(hint);
  });

  it('is of any text the day that its digits say, or none', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123459年月日号-/. ：时'), maxLength: 14 });
    fc.assert(
      fc.property(text, (t) => {
        const day = parseWrittenDate(t);
        if (day === null) return;
        const digits = t.replace(/\.0+$/, '').split(/\D+/).filter(Boolean);
        const [y = '', m = '', d = ''] =
          digits.length === 1 ? [t.trim().slice(0, 4), t.trim().slice(4, 6), t.trim().slice(6, 8)] : digits;
        expect(day).toBe([y, m.padStart(2, '0'), d.padStart(2, '0')].join('-'));
      }),
      { examples: [['2015年3月1日'], ['20150301'], ['2015.3.1']] },
    );
  });

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
        for (const text of [
          day,
          `${y}/${m}/${d}`,
          `${y}.${m}.${d}`,
          day.replaceAll('-', ''),
          `${y}年${m}月${d}日`,
          `${day}T00:00:00+08:00`,
        ])
          expect(parseWrittenDate(text)).toBe(day);
      }),
    );
  });
});
