import type { Db } from '../../../db/client.js';
import { clockCode } from './clock.fault.js';
import { ClockGuard } from './clock.guard.js';
import { type ClockLimits, LIVE_MS } from './clock.judge.js';
import { type KeptMark, lookOver, writeConfirmation } from './clock.store.js';
import { clockLine } from './clock.words.js';

/** The clocks as they are now, in milliseconds. */
export interface ClockStatus {
  /** What keeps the hub from writing, by its code and in one line; null: nothing. */
  wrong: { code: string; line: string } | null;
  machine: Date;
  database: Date;
  /** How far the database's clock is ahead of this machine's. */
  offsetMs: number;
  recordedAt: Date;
  /** Hubs that run: how far the database's clock was ahead of theirs, and what they found wrong. */
  hubs: { host: string; offsetMs: number; lookedAt: Date; wrong: string | null }[];
  confirmation: { at: Date; by: string; wrong: string | null } | null;
}

/** Looks at the clocks from a process that has not looked before: a command's. */
export async function clockStatus(db: Pick<Db, 'sql'>, limits: ClockLimits): Promise<ClockStatus> {
  return (await look(db, limits)).status;
}

/**
 * Writes down that the clocks are right as they are, unless they contradict each other: no word makes that right. What is still wrong
 * afterwards, that the log is ahead of them for example, is in the status that is answered.
 */
export async function confirmClock(db: Pick<Db, 'sql'>, limits: ClockLimits, by: string): Promise<ClockStatus> {
  const { seen, status } = await look(db, limits);
  const { now } = seen;
  if (Math.abs(now.database - now.wall) > limits.toleranceMs + now.half) return status;
  const others = status.hubs.find((hub) => hub.wrong !== null)?.wrong ?? null;
  await writeConfirmation(db.sql, now, { by, wrong: status.wrong?.line ?? others });
  return clockStatus(db, limits);
}

async function look(db: Pick<Db, 'sql'>, limits: ClockLimits) {
  const seen = await lookOver(db.sql);
  const guard = new ClockGuard();
  guard.limits = limits;
  const finding = guard.look(seen);
  const { now, recordedAt, marks, confirmation } = seen;
  const status: ClockStatus = {
    wrong: finding && { code: clockCode(finding), line: clockLine(finding, limits) },
    machine: new Date(now.wall),
    database: new Date(now.database),
    offsetMs: Math.round(now.database - now.wall),
    recordedAt: new Date(recordedAt),
    hubs: marks.filter((m) => Math.abs(now.database - m.lookedAt) <= LIVE_MS).map(hubOf),
    confirmation: confirmation && {
      at: new Date(confirmation.database),
      by: confirmation.by,
      wrong: confirmation.wrong,
    },
  };
  return { seen, status };
}

const hubOf = ({ host, offset, lookedAt, fault }: KeptMark) => ({
  ...{ host, offsetMs: Math.round(offset) },
  ...{ lookedAt: new Date(lookedAt), wrong: fault },
});
