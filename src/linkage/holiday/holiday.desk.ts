import { createHash } from 'node:crypto';
import type { Db } from '../../../db/client.js';
import { sequenced } from '../../exchange/core.js';
import { badInput, HubError } from '../../kernel/errors.js';
import { refusePersonalData } from '../../kernel/personal-data.problems.js';
import type { PolicyBook } from '../policy/policy.book.js';
import type { Policies } from '../policy/policy.store.js';
import { holidayFaults, holidayWarnings, wholeYears } from './holiday.check.js';
import { type HolidayFault, readHolidays } from './holiday.file.js';
import { type Holiday, holidayChanges, type MovedDay, movedDays } from './holiday.plan.js';
import {
  type HolidayYear,
  holidays,
  holidayYears,
  importedFrom,
  undecided,
  waitingCases,
  writeHolidays,
} from './holiday.store.js';

/** What an import of a year's holidays does, or would do. */
export interface HolidayReport {
  years: number[];
  document: string;
  dryRun: boolean;
  /** False where the table is this already, from this file. */
  changes: boolean;
  added: Holiday[];
  changed: (Holiday & { was: Holiday['kind'] })[];
  removed: Holiday[];
  moved: MovedDay[];
  /** Enterprises that are undecided because the table ended, and are tried again. */
  undecided: number;
  warnings: string[];
}

/** Thrown where lines are refused: every one with its reason. */
export class HolidaysRefused extends HubError {
  constructor(readonly faults: readonly HolidayFault[]) {
    super('BAD_USER_INPUT', `nothing was imported: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
  }
}

/** What an operator does with the holiday table, at the command line. */
export interface HolidayDesk {
  list(): Promise<HolidayYear[]>;
  import(text: string, given: { file: string; document?: string | undefined; dryRun: boolean }): Promise<HolidayReport>;
}

const MOST = 200;

export function holidayDesk(db: Db, book: PolicyBook): HolidayDesk {
  const policies = (): Promise<Policies> => {
    book.forget();
    return book.current();
  };
  return {
    list: () => holidayYears(db.orm),
    import: async (text, { file, document: said, dryRun }) => {
      const { lines, faults, document: within } = readHolidays(text);
      const document = (said ?? within ?? '').trim();
      if (document === '' || document.length > MOST) {
        const message = `say which notice it is, in ${MOST} characters at most: --document "国务院办公厅关于2027年部分节假日安排的通知"`;
        throw badInput([{ path: 'document', code: 'REQUIRED', message }]);
      }
      refusePersonalData({ document });
      const sha256 = createHash('sha256').update(text).digest('hex');
      const known = await policies();
      const table = { first: Number(known.calendar.from.slice(0, 4)), last: Number(known.calendar.to.slice(0, 4)) };
      const all = [...faults, ...holidayFaults(lines, table)].sort((a, b) => a.line - b.line);
      if (all.length > 0) throw new HolidaysRefused(all);
      const years = wholeYears(lines);
      // In the one order of changes, so that no decision is half by the old table and half by the new.
      return sequenced(db, async ({ orm, recordedAt: at }) => {
        const changes = holidayChanges(await holidays(orm), lines);
        const from = await Promise.all(years.map((year) => importedFrom(orm, year)));
        const { added, changed, removed } = changes;
        const same = added.length + changed.length + removed.length === 0 && from.every((hash) => hash === sha256);
        const moved = movedDays(await waitingCases(orm), known, changes.after);
        const waiting = await undecided(orm);
        if (!dryRun && !same) await writeHolidays(orm, changes, { years, document, file, sha256, at });
        const warnings = holidayWarnings(lines);
        return {
          ...{ years, document, dryRun, changes: !same, added, changed, removed, moved },
          undecided: waiting,
          warnings,
        };
      });
    },
  };
}
