import { type Orm, prepared } from '../../../db/client.js';
import { CASE_COLUMNS, type CaseRow } from '../case/case.store.js';
import type { Holiday, HolidayChanges } from './holiday.plan.js';

/** A year of the table, and the notice that it was imported from; null where it came with the hub. */
export interface HolidayYear {
  year: number;
  off: number;
  work: number;
  document: string | null;
  importedAt: Date | null;
}

export const holidays = (orm: Orm): Promise<Holiday[]> =>
  prepared<Holiday>(orm, 'select day, kind, name from hub.holiday where day >= $1 order by day', ['0001-01-01']);

export async function holidayYears(orm: Orm): Promise<HolidayYear[]> {
  const rows = await prepared<HolidayYear & { importedAt: string | null }>(
    orm,
    `select h.year, h.off, h.work, i.document, i.recorded_at "importedAt"
    from (select extract(year from day)::int as year, count(*) filter (where kind = 'OFF')::int as off, count(*) filter (where kind = 'WORK')::int as work
      from hub.holiday where day >= $1 group by 1) h
    left join lateral (select document, recorded_at from hub.holiday_import i where i.year = h.year order by i.id desc limit 1) i on true
    order by h.year`,
    ['0001-01-01'],
  );
  return rows.map((row) => ({ ...row, importedAt: row.importedAt === null ? null : new Date(row.importedAt) }));
}

/** The file that a year was imported from last, by its hash. */
export async function importedFrom(orm: Orm, year: number): Promise<string | null> {
  const text = 'select sha256 from hub.holiday_import where year = $1 order by id desc limit 1';
  return (await prepared<{ sha256: string }>(orm, text, [year]))[0]?.sha256 ?? null;
}

/** Cases that wait for a day which the table decides: served and undecided, or with an application for repair. */
export const waitingCases = (orm: Orm): Promise<CaseRow[]> =>
  prepared<CaseRow>(
    orm,
    `select ${CASE_COLUMNS} from hub.linkage_case c
    where c.ended_on is null and (c.decided_on is null and c.served_on >= $1 or c.repair_asked_on >= $1) order by c.id`,
    ['0001-01-01'],
  );

const WITHOUT_CALENDAR = 'whether % is a working day is not known%';

/** Enterprises that are left undecided because the table ends. */
export async function undecided(orm: Orm): Promise<number> {
  const text = 'select count(*)::int n from hub.linkage_pending where reason like $1';
  return (await prepared<{ n: number }>(orm, text, [WITHOUT_CALENDAR]))[0]?.n ?? 0;
}

export interface HolidayImport {
  years: readonly number[];
  document: string;
  file: string;
  sha256: string;
  at: Date;
}

/** Writes the table anew where it changes, notes the import, and has the undecided tried again. */
export async function writeHolidays(orm: Orm, changes: HolidayChanges, made: HolidayImport): Promise<void> {
  const { years, document, file, sha256, at } = made;
  const gone = changes.removed.map((h) => h.day);
  await prepared(orm, 'delete from hub.holiday where day = any($1::text[]::date[])', [gone]);
  await prepared(
    orm,
    `insert into hub.holiday (day, kind, name) select * from jsonb_to_recordset($1::text::jsonb) as h (day date, kind text, name text)
    on conflict (day) do update set kind = excluded.kind, name = excluded.name`,
    [JSON.stringify(changes.after)],
  );
  await prepared(
    orm,
    `insert into hub.holiday_import (year, document, file, sha256, added, changed, removed, recorded_at)
    select y, $2, $3, $4, $5, $6, $7, $8::timestamptz from unnest($1::text[]::int[]) y`,
    [
      ...[years.map(String), document, file, sha256],
      ...[changes.added.length, changes.changed.length, changes.removed.length, at.toISOString()],
    ],
  );
  await prepared(orm, 'update hub.linkage_pending set tried_at = null where reason like $1', [WITHOUT_CALENDAR]);
}
