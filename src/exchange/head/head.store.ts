import type { Sql } from 'postgres';
import { type Orm, prepared } from '../../../db/client.js';
import { moment, observed, type Sight } from '../time/clock.store.js';

export interface Head {
  position: number;
  recordedAt: Date;
}

/** The head as a transaction holds it. */
export interface LockedHead extends Head {
  /** What the database's clock said as the head was locked. The recorded time never goes back; a clock may. */
  clock: Date;
  /** What the guard of the clock judges: the machine's clocks beside the database's, and the log's last time. */
  sight: Sight;
  /**
   * The recorded time lies ahead of the clock, and a correction lets it (wayback/): it goes on by a millisecond a transaction, each of
   * which is marked with what the clock says. False where it lies ahead and nobody corrected that.
   */
  corrected: boolean;
  /** Recorded time of the last transaction of a correction; null: there never was one. */
  correctedAt: Date | null;
  hash: Buffer;
  partitionEnd: number;
  partitionSize: number;
  /** Last day of which what the day itself brings has been announced. */
  announcedThrough: string;
  /** The epoch that the next event is of. */
  epoch: string;
  /** The database that the head was last moved in, on its course of life; null: not noted yet. And this one (hub.origin). */
  origin: string | null;
  here: string;
}

/** Its only id. As a parameter, because the driver prepares no statement that has none. */
const HEAD = 1;

type Read<H extends Head> = Omit<H, 'recordedAt' | 'clock' | 'correctedAt' | 'sight'> & {
  recordedAt: string;
  clock?: string;
  correctedAt?: string | null;
};

function read<H extends Head>(row: Read<H> | undefined): H {
  if (!row) throw new Error('hub.head has no row: the database is not migrated');
  return { ...row, recordedAt: new Date(row.recordedAt) } as unknown as H;
}

// What hub.origin() answers, written out: planned once with the statement, where the function would be planned anew at each call.
const HERE = `(select c.system_identifier || '/' || d.oid || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
  from pg_control_system() c, pg_database d where d.datname = current_database())`;

// The clock is read when the head is there: read in the locking query itself, it would be read before the wait, and the instant
// could be one that `settled` has found settled. And from then on nobody waits for a lock with the head in hand.
const LOCK = `with head as materialized (select * from hub.head where id = $1 for no key update)
  select position::float8 "position", recorded_at::text "recordedAt", clock_timestamp()::timestamptz(3)::text clock, hash,
    partition_end::float8 "partitionEnd", partition_size::float8 "partitionSize", announced_through::text "announcedThrough",
    epoch, origin, ${HERE} here, corrected_at::text "correctedAt"
  from head where set_config('lock_timeout', $2, true) <> ''`;

/**
 * Locks the head until the transaction ends, and gives the instant that everything in it is recorded at. What follows waits for a lock
 * for `patienceMs` at most, until the head is moved (../README.md, "Standing aside").
 */
export async function lockHead(orm: Orm, patienceMs: number): Promise<LockedHead> {
  const began = moment();
  const [row] = await prepared<Read<LockedHead>>(orm, LOCK, [HEAD, `${patienceMs}ms`]);
  const { recordedAt: last, ...head } = read<LockedHead>(row);
  const clock = new Date(row?.clock as string);
  const before = row?.correctedAt ? new Date(row.correctedAt) : null;
  const corrected = before !== null && before.getTime() === last.getTime() && clock <= last;
  const recordedAt = corrected ? new Date(last.getTime() + 1) : clock > last ? clock : last;
  const now = observed(began, clock.getTime());
  // A time that a correction lets lie ahead is no fault of the clock.
  const sight = { now, recordedAt: (corrected ? clock : last).getTime(), fresh: head.position === 0 };
  return { ...head, clock, sight, recordedAt, corrected, correctedAt: corrected ? recordedAt : before };
}

/** Moves the head; its parameters, from this number on, are headValues. */
export const moveText = (n: number): string =>
  `update hub.head set position = $${n}, recorded_at = $${n + 1}, hash = $${n + 2}, partition_end = $${n + 3}, announced_through = $${n + 4},
    epoch = $${n + 5}, origin = $${n + 6}, corrected_at = $${n + 7}
  where id = ${HEAD}`;
const MOVE = moveText(1);

export const headValues = (head: LockedHead): unknown[] => {
  const { position, recordedAt, hash, partitionEnd, announcedThrough, epoch, here, correctedAt } = head;
  const corrected = correctedAt?.toISOString() ?? null;
  return [position, recordedAt.toISOString(), hash, partitionEnd, announcedThrough, epoch, here, corrected];
};

export async function moveHead(orm: Orm, head: LockedHead): Promise<void> {
  await prepared(orm, MOVE, headValues(head));
}

/**
 * Waits for locks as the connection does: a commit that notifies waits its turn behind every other one that does. And no time runs for the
 * commit: one that is broken off while it waits for a synchronous standby is on this server alone (db/README.md, "Several servers").
 */
export const PATIENT_AGAIN = `set_config('lock_timeout', null, true), set_config('statement_timeout', '0', true)`;

/** Makes the log's next partition, for the positions from `first` to before `past`. */
export async function addPartition(orm: Orm, first: number, past: number): Promise<void> {
  await prepared(orm, 'select hub.add_event_partition($1, $2)', [first, past]);
}

/** The last position that a reader can see, and when it was recorded. */
export async function readHead(orm: Orm): Promise<Head> {
  const rows = await prepared<Read<Head>>(
    orm,
    'select position::float8 "position", recorded_at::text "recordedAt" from hub.head where id = 1',
    [],
  );
  return read(rows[0]);
}

/** The head as whoever decides without writing looks at it, locking nothing. */
export interface Standing extends Head {
  /** What the database's clock says. */
  clock: Date;
  announcedThrough: string;
  everCorrected: boolean;
}

export async function readStanding(orm: Orm): Promise<Standing> {
  const text = `select position::float8 "position", recorded_at::text "recordedAt", clock_timestamp()::timestamptz(3)::text clock,
      announced_through::text "announcedThrough", corrected_at is not null "everCorrected" from hub.head where id = $1`;
  const row = (await prepared<Read<Standing>>(orm, text, [HEAD]))[0];
  return { ...read<Standing>(row), clock: new Date(row?.clock as string) };
}

/** Whether a day has begun of which not everything that it brings by itself has been announced. */
export async function dayBegun(orm: Orm): Promise<boolean> {
  const text = `select announced_through < (now() at time zone 'Asia/Shanghai')::date begun from hub.head`;
  return (await prepared<{ begun: boolean }>(orm, text, []))[0]?.begun ?? false;
}

/** The last day of a snapshot of which everything that the day itself brings is in the log, as one value. */
export const announcedAt = (sql: Sql) => sql`select announced_through::text from hub.head`;

/** The epoch that the log of a snapshot is in, as one value. */
export const epochAt = (sql: Sql) => sql`select epoch from hub.head`;

/** The last position in a snapshot, as one value; with an instant, the last one that was recorded by then. */
export function headAt(sql: Sql, known: Date | null) {
  if (!known) return sql`select position::float8 from hub.head`;
  const at = known.toISOString();
  // Positions have no gaps and times never go back, so halving finds it in some twenty looks, however long the log is. What
  // retention has taken out has no times any more: there the last submission known by then is the best that is left.
  return sql`with recursive search (low, high) as (
      select l.start_position, h.position from hub.log l, hub.head h
      union all
      select case when e.recorded_at <= ${at} then s.middle else s.low end,
        case when e.recorded_at <= ${at} then s.high else s.middle - 1 end
      from (select low, high, (low + high + 1) / 2 middle from search where low < high) s
      join hub.event e on e.position = s.middle)
    select case when s.low > l.start_position then s.low
      else least(l.start_position, coalesce((select max(position) from hub.submission where recorded_at <= ${at}), 0)) end::float8
    from search s, hub.log l where s.low >= s.high`;
}
