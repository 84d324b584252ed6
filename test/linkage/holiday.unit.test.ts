import { describe, expect, it } from 'vitest';
import type { CaseRow } from '../../src/linkage/case/case.store.js';
import { holidayFaults, holidayWarnings } from '../../src/linkage/holiday/holiday.check.js';
import { type HolidayLine, readHolidays } from '../../src/linkage/holiday/holiday.file.js';
import { type Holiday, holidayChanges, movedDays } from '../../src/linkage/holiday/holiday.plan.js';
import { CALENDAR, HOLIDAYS, SHIPPED } from './rules.kit.js';

const TABLE = HOLIDAYS as Holiday[];
const SPAN = { first: 2004, last: 2026 };
/** A year as the hub ships it, as lines that a clerk gives. */
const yearLines = (year: number): HolidayLine[] => {
  const rows = TABLE.filter((h) => h.day.startsWith(String(year)));
  const csv = ['day,kind,name', ...rows.map((h) => `${h.day},${h.kind === 'OFF' ? '休' : '班'},${h.name}`)].join('\n');
  return readHolidays(csv).lines;
};
const messages = (lines: HolidayLine[]) => holidayFaults(lines, SPAN).map((f) => f.message);

describe('a year of holidays', () => {
  it.each([2025, 2026])('%i as it was published is whole, and changes nothing a second time', (year) => {
    const lines = yearLines(year);
    expect(messages(lines)).toEqual([]);
    expect(holidayWarnings(lines)).toEqual([]);
    const { added, changed, removed, after } = holidayChanges(TABLE, lines);
    expect([added, changed, removed]).toEqual([[], [], []]);
    expect(after).toEqual(TABLE);
  });

  it('is refused where one of its seven holidays is missing, or a day that the decree fixes', () => {
    const lines = yearLines(2026);
    for (const name of ['元旦', '春节', '清明', '劳动', '端午', '中秋', '国庆'])
      expect(messages(lines.filter((l) => !l.name.includes(name)))[0]).toContain(`no day off for ${name}`);
    for (const day of ['2026-01-01', '2026-05-02', '2026-10-03'])
      expect(messages(lines.filter((l) => l.day !== day))).toEqual([`2026 is not whole: no day off for ${day}`]);
    // A working day that nobody makes up is seen too, and left to a person.
    const first = lines.find((l) => l.kind === 'WORK') as HolidayLine;
    expect(holidayWarnings(lines.filter((l) => l !== first))[0]).toContain('14 remain, by the decree 13');
  });

  it('moves the days of open cases that it decides, and says from where', () => {
    const policy = SHIPPED.find(
      (p) => p.procedure?.priorNotice.unit === 'WORKING' || p.procedure?.statement.unit === 'WORKING',
    );
    if (!policy) throw new Error('no shipped policy counts working days');
    const row = { id: '7', uscc: 'X', policyCode: policy.code, policyVersion: policy.version, servedOn: '2026-09-28' };
    const rows = [{ ...row, decidedOn: null, repairAskedOn: null, causes: [] } as unknown as CaseRow];
    const policies = { rows: [], policies: SHIPPED, faulty: [], calendar: CALENDAR };
    expect(movedDays(rows, policies, TABLE)).toEqual([]);
    // One more day off right behind the service.
    const more = [...TABLE, { day: '2026-09-29', kind: 'OFF' as const, name: '国庆节' }];
    const [moved] = movedDays(rows, policies, more);
    expect(moved).toMatchObject({ caseId: '7', what: 'DECISION_FROM' });
    expect((moved?.after as string) > (moved?.before as string)).toBe(true);
  });
});
