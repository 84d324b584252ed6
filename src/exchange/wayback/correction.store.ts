import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import { headAt } from '../head/head.store.js';
import { HUBS_OWN } from '../log/event.types.js';

/** A correction as its table has it. */
export interface Correction {
  /** Of its event. */
  position: number;
  after: number;
  trueUntil: Date | null;
  ahead: Date;
  clock: Date;
  announcedThrough: string;
  why: string;
  finishedAt: Date | null;
}

/** How the log's time stands to the clock. */
export interface TimeState {
  position: number;
  recordedAt: Date;
  /** By the database. */
  clock: Date;
  announcedThrough: string;
  /** The recorded time lies ahead of the clock, by more than the guard of the clock waits for, and no correction lets it. */
  frozen: boolean;
  /** Last position that was not recorded ahead of the clock, and when that was. */
  after: number;
  trueUntil: Date | null;
}

type Texts<T, K extends keyof T> = Omit<T, K> & { [k in K]: string | null };

export async function readTime(sql: Sql): Promise<TimeState> {
  const [head] = await sql<Texts<Omit<TimeState, 'after' | 'trueUntil'>, 'recordedAt' | 'clock'>[]>`
    select position::float8 "position", recorded_at "recordedAt", clock_timestamp()::timestamptz(3) clock,
      announced_through "announcedThrough", recorded_at > clock_timestamp() + interval '5 s' and corrected_at is distinct from recorded_at frozen
    from hub.head`;
  if (!head) throw new Error('hub.head has no row: the database is not migrated');
  const clock = new Date(head.clock as string);
  const [last] = await sql<{ after: number; at: string | null }[]>`
    select p.after, (select recorded_at from hub.event where position = p.after) at from (select (${headAt(sql, clock)})::float8 after) p`;
  return {
    ...head,
    recordedAt: new Date(head.recordedAt as string),
    clock,
    after: last?.after ?? 0,
    trueUntil: last?.at ? new Date(last.at) : null,
  };
}

const COLUMNS = `position::float8 "position", after::float8 "after", true_until "trueUntil", ahead, clock,
  announced_through "announcedThrough", why, finished_at "finishedAt"`;

const correctionOf = (row: Correction): Correction => ({
  ...row,
  trueUntil: row.trueUntil && new Date(row.trueUntil),
  ahead: new Date(row.ahead),
  clock: new Date(row.clock),
  finishedAt: row.finishedAt && new Date(row.finishedAt),
});

/** All corrections, in order. */
export async function readCorrections(sql: Sql): Promise<Correction[]> {
  return (await sql.unsafe<Correction[]>(`select ${COLUMNS} from hub.clock_correction order by position`)).map(
    correctionOf,
  );
}

/** Lets the recorded time lie ahead from here on, and the days be announced anew; to be followed by a turn in the same transaction. */
export async function release(orm: Orm, today: string): Promise<void> {
  const text =
    'update hub.head set corrected_at = recorded_at, announced_through = least(announced_through, $1::date) where id = 1';
  await prepared(orm, text, [today]);
  // A day that was half told has not come.
  await prepared(orm, 'delete from hub.day_place where day > $1::date', [today]);
}

const KEEP = `insert into hub.clock_correction (position, after, true_until, ahead, clock, announced_through, why)
  values ($1, $2, $3, $4, $5, $6, $7)`;

export async function keepCorrection(orm: Orm, c: Omit<Correction, 'finishedAt'>): Promise<void> {
  const { position, after, trueUntil, ahead, clock, announcedThrough, why } = c;
  const instants = [trueUntil?.toISOString() ?? null, ahead.toISOString(), clock.toISOString()];
  await prepared(orm, KEEP, [position, after, ...instants, announcedThrough, why]);
}

export async function finishCorrection(orm: Orm, position: number, at: Date): Promise<void> {
  const text = 'update hub.clock_correction set finished_at = $2 where position = $1 and finished_at is null';
  await prepared(orm, text, [position, at.toISOString()]);
}

/** What events behind a position told of one record. */
export interface Told {
  id: string;
  /** Of the last of them. */
  type: string;
  position: number;
}

const TOLD = `select distinct on (id) id, type, position::float8 "position" from (
    select data::json->>'id' id, type, position, public from hub.event where position > $1 and type = any($2)) e
  where public or not $3 order by id, e.position desc`;

/** The last event of these types that each record has behind a position; with `open`, of those that the public was told. */
export const lastTold = (orm: Orm, after: number, types: readonly string[], open: boolean): Promise<Told[]> =>
  prepared<Told>(orm, TOLD, [after, types as string[], open]);

/** The enterprises that events of these types behind one position and before another are about. */
export async function subjectsTold(
  orm: Orm,
  { after, position }: Correction,
  types: readonly string[],
): Promise<string[]> {
  const text = `select distinct subject from hub.event where position > $1 and position < $2 and type = any($3) and subject is not null`;
  const rows = await prepared<{ subject: string }>(orm, text, [after, position, types as string[]]);
  return rows.map((r) => r.subject);
}

/** A day or an instant that a record states, and that has not come: its provider alone can correct it. */
export interface StatedAhead {
  position: number;
  type: string;
  subject: string | null;
  documentNumber: string | null;
  field: string;
  value: string;
}

/** Fields of events that say when something happened, by what their names end in; a publication may be set for a day ahead. */
const STATED = `(f.key ~ '(On|At)$' or f.key in ('at', 'stateSince', 'validFrom')) and f.key <> 'publishedOn'`;

const AHEAD = `select position::float8 "position", type, subject, data::json->>'documentNumber' "documentNumber", f.key field, f.value
  from hub.event e, json_each_text(e.data::json) f
  where position > $1 and position < $2 and split_part(type, '.', 1) <> all($3) and ${STATED} and left(f.value, 10) > $4
    and type <> 'grading.ceased' -- which the day said, and no provider
  order by position limit 1000`;

/** What was stated ahead while the clock was, at most a thousand: records by agencies are theirs, and not corrected here. */
export const statedAhead = (orm: Orm, { after, position }: Correction, today: string): Promise<StatedAhead[]> =>
  prepared<StatedAhead>(orm, AHEAD, [after, position, HUBS_OWN as string[], today]);

/** When what stands at some positions was really recorded, as far as the log knows: the latest instant before that is known to be true. */
export async function reallyRecorded(orm: Orm, { after, trueUntil, clock }: Correction): Promise<(p: number) => Date> {
  const text = `select position::float8 "position", max(received_at)::text at from hub.submission
    where position > $1 and received_at <= $2::timestamptz and received_at >= $3::timestamptz group by position order by position`;
  const since = trueUntil ?? new Date(0);
  const known = await prepared<{ position: number; at: string }>(orm, text, [
    after,
    clock.toISOString(),
    since.toISOString(),
  ]);
  return (p) => {
    const before = known.filter(({ position }) => position <= p);
    const latest = Math.max(trueUntil?.getTime() ?? 0, ...before.map(({ at }) => new Date(at).getTime()));
    return latest === 0 ? clock : new Date(latest);
  };
}
