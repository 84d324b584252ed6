import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import { machine } from '../../kernel/machine.js';
import type { Mark, Observation } from './clock.judge.js';

/** A mark as it is kept: with its process, and the last confirmation that this knew of. */
export interface KeptMark extends Mark {
  process: string;
  confirmed: number;
}

/** What the database knows of clocks. */
export interface ClockBook {
  marks: KeptMark[];
  /** The last confirmation; null: there was none. */
  confirmation: (Omit<Observation, 'half'> & { id: number; by: string; wrong: string | null }) | null;
}

/** What every write and every look sees: the log's last time, and the clocks as they were meanwhile. */
export interface Sight {
  now: Observation;
  recordedAt: number;
  fresh: boolean;
}

/** The machine's clocks before something was asked of the database. */
export const moment = () => ({ steady: machine.steady(), wall: machine.wall() });

/** What was seen of the clocks, where the database's was read between then and now. */
export function observed(before: ReturnType<typeof moment>, database: number): Observation {
  // By the steady clock alone: a time of day that was set meanwhile is seen by the next look.
  const half = Math.max(0, machine.steady() - before.steady) / 2;
  const wall = before.wall + half;
  return { boot: machine.boot, host: machine.host, steady: before.steady + half, wall, database, half };
}

const MS = (instant: string) => `(extract(epoch from ${instant}) * 1000)::float8`;

/** The comment keeps it out of the statements that tests count for a piece of work. */
const BOOK = `/* looked at again after a while */ select ${MS('clock_timestamp()')} database, ${MS('case when h.corrected_at = h.recorded_at then least(h.recorded_at, clock_timestamp()) else h.recorded_at end')} "recordedAt",
    h.position = 0 fresh,
    (select coalesce(json_agg(json_build_object('process', m.process, 'boot', m.boot, 'host', m.host, 'confirmed', m.confirmed,
      'lookedAt', ${MS('m.looked_at')}, 'offset', m.offset_ms, 'fault', m.fault, 'sound', case when m.steady is not null then
      json_build_object('steady', m.steady, 'wall', ${MS('m.wall')}, 'database', ${MS('m.database')}) end)), '[]') from hub.clock_mark m) marks,
    (select json_build_object('id', c.id, 'boot', c.boot, 'host', c.host, 'steady', c.steady, 'wall', ${MS('c.wall')},
      'database', ${MS('c.database')}, 'by', c.confirmed_by, 'wrong', c.wrong)
      from hub.clock_confirmation c order by c.id desc limit 1) confirmation
  from hub.head h where h.id = $1`;

type Row = ClockBook & { database: number; recordedAt: number; fresh: boolean };

/** A look at everything, in one statement. */
export async function lookAtClocks(run: (text: string) => Promise<Row[]>): Promise<Sight & ClockBook> {
  const before = moment();
  const [row] = await run(BOOK);
  if (!row) throw new Error('hub.head has no row: the database is not migrated');
  const { database, recordedAt, fresh, marks, confirmation } = row;
  return { now: observed(before, database), recordedAt, fresh, marks, confirmation };
}

/** The same inside of a transaction, and over any connection. */
export const lookInside = (orm: Orm) => lookAtClocks((text) => prepared<Row>(orm, text, [1]));
export const lookOver = (sql: Sql) => lookAtClocks((text) => sql.unsafe<Row[]>(text, [1], { prepare: true }));

/** Marks of processes that are no more are kept so many at most: the newest. */
const KEPT = 50;

const MARK = `with pruned as (delete from hub.clock_mark where process in
    (select process from hub.clock_mark where process <> $1 order by looked_at desc offset ${KEPT}))
  insert into hub.clock_mark as m (process, boot, host, steady, wall, database, confirmed, looked_at, offset_ms, fault)
  values ($1, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7, $8::timestamptz, $9, $10)
  on conflict (process) do update set steady = coalesce(excluded.steady, m.steady), wall = coalesce(excluded.wall, m.wall),
    database = coalesce(excluded.database, m.database), looked_at = excluded.looked_at, offset_ms = excluded.offset_ms,
    confirmed = case when excluded.steady is null then m.confirmed else excluded.confirmed end, fault = excluded.fault`;

const instant = (ms: number): string => new Date(Math.round(ms)).toISOString();

/** What was seen while the database took longer to answer is no place to compare with. */
export const EXACT_MS = 1_000;

/** Writes down what a process saw. Where something is wrong, what it last found right stays. */
export async function writeMark(
  sql: Sql,
  process: string,
  { boot, host, steady, wall, database, half }: Observation,
  { fault, confirmed }: { fault: string | null; confirmed: number },
): Promise<void> {
  const sound = fault === null && half <= EXACT_MS ? [steady, instant(wall), instant(database)] : [null, null, null];
  const values = [process, boot, host, ...sound, confirmed, instant(database), database - wall, fault];
  await sql.unsafe(MARK, values as never[], { prepare: true });
}

/** Writes an operator's word down. */
export async function writeConfirmation(
  sql: Sql,
  { boot, host, steady, wall, database }: Observation,
  { by, wrong }: { by: string; wrong: string | null },
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into hub.clock_confirmation (boot, host, steady, wall, database, confirmed_by, wrong)
    values (${boot}, ${host}, ${steady}, ${instant(wall)}, ${instant(database)}, ${by}, ${wrong}) returning id::int`;
  return row?.id as number;
}
