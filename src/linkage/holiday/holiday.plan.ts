import { knownOf } from '../case/case.row.js';
import type { CaseRow } from '../case/case.store.js';
import type { Policies } from '../policy/policy.store.js';
import { type Calendar, calendarOf, earliestDecision, policyOf, repairDueOn } from '../rules/index.js';
import { isEve, wholeYears, yearOf } from './holiday.check.js';
import type { HolidayLine } from './holiday.file.js';

/** A day of the table. */
export interface Holiday {
  day: string;
  kind: 'OFF' | 'WORK';
  name: string | null;
}
export interface HolidayChanges {
  added: Holiday[];
  changed: (Holiday & { was: Holiday['kind'] })[];
  removed: Holiday[];
  /** The table as it is then. */
  after: Holiday[];
}

/** What a file changes in the table: its years are replaced, whatever it does not speak of stays. Pure. */
export function holidayChanges(table: readonly Holiday[], lines: readonly HolidayLine[]): HolidayChanges {
  const years = wholeYears(lines);
  const given = new Map(lines.map(({ day, kind, name }): [string, Holiday] => [day, { day, kind, name }]));
  // The eve of another year's New Year's Day came with that year's notice.
  const own = (h: Holiday) =>
    years.includes(yearOf(h.day)) && !isEve({ day: h.day, name: h.name ?? '' }, [yearOf(h.day) + 1]);
  const kept = table.filter((h) => given.has(h.day) || !own(h));
  const before = new Map(table.map((h) => [h.day, h]));
  const after = new Map([...kept.map((h): [string, Holiday] => [h.day, h]), ...given]);
  return {
    added: [...given.values()].filter((h) => !before.has(h.day)),
    changed: [...given.values()].flatMap((h) => {
      const was = before.get(h.day);
      return was && was.kind !== h.kind ? [{ ...h, was: was.kind }] : [];
    }),
    removed: table.filter((h) => !after.has(h.day)),
    after: [...after.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

/** A day that an open case waits for, and where the new table moves it; null: not known by the old one. */
export interface MovedDay {
  caseId: string;
  uscc: string;
  what: 'DECISION_FROM' | 'REPAIR_DUE';
  before: string | null;
  after: string | null;
}

/** Which days of open cases move with a table. Days that were told already (notices, publications) stay as they were told. Pure. */
export function movedDays(cases: readonly CaseRow[], policies: Policies, after: readonly Holiday[]): MovedDay[] {
  const then = calendarOf(after);
  return cases.flatMap((row) => {
    const policy = policyOf(policies.policies, row.policyCode, row.policyVersion);
    if (!policy) return [];
    const known = knownOf(row);
    const ask = { DECISION_FROM: row.decidedOn === null ? earliestDecision : null, REPAIR_DUE: repairDueOn } as const;
    return Object.entries(ask).flatMap(([what, of]): MovedDay[] => {
      const by = (calendar: Calendar) => of && attempt(() => of(known, policy, calendar));
      const [old, now] = [by(policies.calendar), by(then)];
      return old === now
        ? []
        : [{ caseId: row.id, uscc: row.uscc, what: what as MovedDay['what'], before: old, after: now }];
    });
  });
}

/** Null where the table does not reach so far. */
function attempt(work: () => string | null): string | null {
  try {
    return work();
  } catch {
    return null;
  }
}
