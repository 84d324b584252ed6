/** What one look at the clocks saw. All in milliseconds; `wall` and `database` since 1970. */
export interface Observation {
  /** The machine's run, and its host: `steady` of two observations can be compared where both are equal. */
  boot: string;
  host: string;
  /** The machine's clock that nobody sets. */
  steady: number;
  /** The machine's time of day, and the database's. */
  wall: number;
  database: number;
  /** Half of the time that the database took to answer: its clock was read somewhere in it. */
  half: number;
}

/** What a process wrote down of the clocks when it found them right, and what it says of them now. */
export interface Mark {
  boot: string;
  host: string;
  /** Null: it has not found them right yet. */
  sound: Pick<Observation, 'steady' | 'wall' | 'database'> | null;
  /** Its last look: by the database's clock, how far that was ahead of its own, and what was wrong. */
  lookedAt: number;
  offset: number;
  fault: string | null;
}

export interface ClockLimits {
  /** How far two clocks may be apart, or a clock from where it should be. */
  toleranceMs: number;
  /** After so long without a hub, an operator says that the clock is right. */
  gapMs: number;
  /** After more than GAP_MS without a hub the machine has run so long before its clock is believed. */
  settleMs: number;
}

export const CLOCK_LIMITS: ClockLimits = { toleranceMs: 5_000, gapMs: 72 * 3_600_000, settleMs: 300_000 };

/** So long may no hub have run before the clock is looked at more closely. */
export const GAP_MS = 3_600_000;
/** A jump of at most this decides no day: it is taken for right when the clock has run on from there for `settleMs`. */
export const SMALL_MS = 60_000;
/** A mark whose last look is no older than this is of a process that runs. */
export const LIVE_MS = 25_000;

export interface Seen {
  now: Observation;
  /** When the log's last event was recorded. */
  recordedAt: number;
  /** Nothing has been recorded in the log yet. */
  fresh: boolean;
  /** Where this process, or one before it on this machine, last found the clocks right. */
  anchor: Anchor | null;
  /** Until when a hub is known to have run with right clocks, by the database's clock; null: nothing is known. */
  heard: number | null;
  /** Other processes. */
  peers: readonly Mark[];
}

/** The clocks that have jumped. */
export type Jumped = 'MACHINE' | 'DATABASE' | 'BOTH';

export type ClockFinding =
  /** This machine's time of day and the database's are so far apart: positive, the database's is ahead. */
  | { kind: 'APART'; by: number }
  /** A clock has jumped since it was last found right: by how much, and since when. */
  | { kind: 'JUMPED'; by: number; which: Jumped; since: number }
  /** A hub on another machine saw the database's clock jump. */
  | { kind: 'TOLD'; by: number }
  /** The database's clock is so far behind the last recorded time. */
  | { kind: 'BEHIND'; by: number; last: number }
  /** The database's clock is so far behind what a hub last saw of it. */
  | { kind: 'BACK'; by: number; last: number }
  /** For so long no hub was heard of. */
  | { kind: 'GAP'; by: number; last: number }
  /** The same, for a time that is common: the clock is believed in `wait` milliseconds. */
  | { kind: 'SETTLING'; by: number; last: number; wait: number };

const comparable = (a: Pick<Observation, 'boot' | 'host' | 'steady'>, now: Observation): boolean =>
  // A clock of another beginning, as a container's may be, can only be told from this one where it is ahead.
  a.boot === now.boot && a.host === now.host && a.steady <= now.steady + 1_000;

/** A place where the clocks were right: as exact as the database's answer was quick, where that is known. */
export type Anchor = Omit<Observation, 'half'> & { half?: number };

/** How far the clocks are from where the time since `from` puts them; null where that time is not known. */
export function jumpSince(
  from: Anchor | null,
  now: Observation,
  toleranceMs: number,
): { by: number; which: Jumped } | null {
  if (!from || !comparable(from, now)) return null;
  const passed = now.steady - from.steady;
  const wall = now.wall - from.wall - passed;
  const database = now.database - from.database - passed;
  const allowed = toleranceMs + now.half + (from.half ?? 0);
  const [machineJumped, databaseJumped] = [Math.abs(wall) > allowed, Math.abs(database) > allowed];
  if (!machineJumped && !databaseJumped) return { by: 0, which: 'BOTH' };
  const by = Math.abs(database) > Math.abs(wall) ? database : wall;
  return { by, which: machineJumped && databaseJumped ? 'BOTH' : machineJumped ? 'MACHINE' : 'DATABASE' };
}

const isLive = ({ lookedAt }: Mark, { database }: Observation): boolean => Math.abs(database - lookedAt) <= LIVE_MS;

/**
 * What is wrong with the clocks; null: nothing that can be known. Pure: ../README.md, "Time", says why each finding is one. What stands
 * first is what an operator mends first.
 */
export function judgeClock(seen: Seen, { toleranceMs, gapMs, settleMs }: ClockLimits): ClockFinding | null {
  const { now, recordedAt, fresh, anchor, heard, peers } = seen;
  const apart = now.database - now.wall;
  const elsewhere = peers.filter((p) => p.boot !== now.boot && isLive(p, now));
  // One that runs on another machine has seen the database's clock go on steadily, and its own agrees with it.
  const witnessed = elsewhere.some((p) => p.fault === null && p.sound !== null);
  const told = elsewhere.find((p) => p.fault === 'JUMPED DATABASE' || p.fault === 'JUMPED BOTH');
  const jump = jumpSince(anchor, now, toleranceMs);

  if (jump && jump.by !== 0 && anchor && !witnessed) return { kind: 'JUMPED', ...jump, since: anchor.database };
  if (Math.abs(apart) > toleranceMs + now.half) return { kind: 'APART', by: apart };
  if (told) return { kind: 'TOLD', by: told.offset };
  if (now.database < recordedAt - toleranceMs)
    return { kind: 'BEHIND', by: recordedAt - now.database, last: recordedAt };
  if (jump || witnessed) return null;
  const last = Math.max(heard ?? Number.NEGATIVE_INFINITY, fresh ? Number.NEGATIVE_INFINITY : recordedAt);
  const gap = now.database - last;
  if (gap === Number.POSITIVE_INFINITY) return null;
  if (gap < -toleranceMs) return { kind: 'BACK', by: -gap, last };
  if (gap > gapMs) return { kind: 'GAP', by: gap, last };
  if (gap > GAP_MS && now.steady < settleMs) return { kind: 'SETTLING', by: gap, last, wait: settleMs - now.steady };
  return null;
}
