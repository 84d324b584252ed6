import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, parseInstant, startOf, whyNoInstant } from '../../src/kernel/date.js';
import { shanghaiOffset, shanghaiTimes } from '../../src/kernel/shanghai.js';
import { parseWrittenDate, parseWrittenInstant } from '../../src/kernel/written-date.js';

describe('the clocks of Shanghai', () => {
  it('had summer time from 1986 to 1991: half past midnight of 1 July 1988 was of the day before', () => {
    const at = parseWrittenInstant('1988/7/1 0:30') as Date;
    expect(at.toISOString()).toBe('1988-06-30T15:30:00.000Z');
    expect(dateOf(at)).toBe('1988-07-01');
    expect(parseWrittenDate('1988-06-30T15:30:00Z')).toBe('1988-07-01');
    expect(startOf('1988-07-01').toISOString()).toBe('1988-06-30T15:00:00.000Z');
    expect(startOf('1988-12-01').toISOString()).toBe('1988-11-30T16:00:00.000Z');
    expect(parseInstant('1992-07-01 00:30')?.toISOString()).toBe('1992-06-30T16:30:00.000Z');
  });

  it.each(['1986-05-04', '1987-04-12', '1988-04-17', '1989-04-16', '1990-04-15', '1991-04-14'])(
    'were put on at two of %s: half past two was not',
    (day) => {
      expect(parseInstant(`${day} 02:30`)).toBeNull();
      expect(whyNoInstant(`${day} 02:30`)).toContain('is a time that was not');
      for (const time of ['01:59:59', '03:00']) expect(dateOf(parseInstant(`${day} ${time}`) as Date)).toBe(day);
      // With its offset any time is one.
      expect(parseInstant(`${day}T02:30:00+08:00`)).not.toBeNull();
    },
  );

  it.each(['1986-09-14', '1987-09-13', '1988-09-11', '1989-09-17', '1990-09-16', '1991-09-15'])(
    'were put back at two of %s: half past one was twice',
    (day) => {
      expect(parseInstant(`${day}T01:30:00`)).toBeNull();
      expect(whyNoInstant(`${day}T01:30:00`)).toContain('write it with its offset, 01:30+09:00 or 01:30+08:00');
      for (const time of ['00:59', '02:00']) expect(parseInstant(`${day}T${time}:00`)).not.toBeNull();
    },
  );

  it('show each instant one time, which leads back to it', () => {
    const instants = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    const summers = fc.date({ min: new Date('1985-01-01'), max: new Date('1993-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.oneof(instants, summers), (at) => {
        const wall = at.getTime() + shanghaiOffset(at.getTime());
        expect(shanghaiTimes(wall)).toContain(at.getTime());
        expect(dateOf(at)).toBe(new Date(wall).toISOString().slice(0, 10));
        const day = dateOf(at);
        expect(startOf(day).getTime()).toBeLessThanOrEqual(at.getTime());
        expect(dateOf(startOf(day))).toBe(day);
        expect(dateOf(new Date(startOf(day).getTime() - 1)) < day).toBe(true);
      }),
    );
  });
});
