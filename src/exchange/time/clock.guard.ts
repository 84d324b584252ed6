import type { Db, Orm } from '../../../db/client.js';
import { trustTime } from '../../kernel/clock.js';
import { ClockFault } from './clock.fault.js';
import {
  type Anchor,
  CLOCK_LIMITS,
  type ClockFinding,
  type ClockLimits,
  judgeClock,
  jumpSince,
  type Observation,
  SMALL_MS,
} from './clock.judge.js';
import { type ClockBook, EXACT_MS, lookInside, type Sight } from './clock.store.js';

/** A place where the clocks were right is moved on after so long: slow drift is none of the guard's business. */
const ANCHOR_MS = 60_000;

/**
 * Whether the clocks can be believed, for one database in one process. Every write asks it, at the price of a few comparisons: what it
 * compares comes with the statement that locks the head. The rest it reads once, and again while something is wrong.
 */
export class ClockGuard {
  limits: ClockLimits = CLOCK_LIMITS;
  /** Findings that do not hold this process's writes up: of a command that mends just that. */
  readonly waived = new Set<ClockFinding['kind']>();
  /** The last sight, and what was wrong then; null: nothing, or nothing was seen yet. */
  sight: Sight | null = null;
  finding: ClockFinding | null = null;
  /** Other processes' marks, and the last confirmation, as they were last read. */
  book: ClockBook | null = null;
  private anchor: Anchor | null = null;
  /** Where the clocks were first seen after a small jump. */
  private after: Observation | null = null;
  private confirmed = 0;

  /** Refuses a write while the clocks cannot be believed. */
  async admit(orm: Orm, sight: Sight): Promise<void> {
    if (this.book && this.judge(sight) === null) return;
    const fresh = await lookInside(orm);
    this.learn(fresh);
    // The time that the write is recorded at is the one seen first.
    const finding = this.judge(sight);
    if (finding && !this.waived.has(finding.kind)) throw new ClockFault(finding, this.limits);
  }

  /** Takes in what a look at everything saw, and judges it. */
  look(all: Sight & ClockBook): ClockFinding | null {
    this.learn(all);
    return this.judge(all);
  }

  /** The last confirmation that this process goes by. */
  get confirmation(): number {
    return this.confirmed;
  }

  /** An operator's word that is newer than what is known here takes its place. */
  private learn({ marks, confirmation }: ClockBook): void {
    const id = confirmation?.id ?? 0;
    if (this.book && id > this.confirmed) {
      this.anchor = null;
      this.after = null;
    }
    this.confirmed = id;
    this.book = { marks, confirmation };
  }

  private judge(sight: Sight): ClockFinding | null {
    const { now } = sight;
    const { marks, confirmation } = this.book as ClockBook;
    // What was right before the last confirmation says nothing of the time after it.
    const valid = marks.filter((m) => m.confirmed >= this.confirmed && m.sound !== null);
    const traces = valid.map(({ boot, host, sound }) => ({ boot, host, ...(sound as NonNullable<typeof sound>) }));
    if (confirmation) traces.push(confirmation);
    const heard = traces.length === 0 ? null : Math.max(...traces.map((t) => t.database));
    const own = traces.filter((t) => jumpSince(t, now, this.limits.toleranceMs) !== null);
    const anchor = this.anchor ?? own.sort((a, b) => b.steady - a.steady)[0] ?? null;
    const seen = { ...sight, heard, peers: marks };
    let finding = judgeClock({ ...seen, anchor }, this.limits);
    if (finding?.kind === 'JUMPED' && Math.abs(finding.by) <= SMALL_MS && this.ranOn(now))
      finding = judgeClock({ ...seen, anchor: this.after }, this.limits);
    this.take(sight, finding, anchor);
    return finding;
  }

  /** Whether the clocks have gone on for long enough from where a small jump left them. */
  private ranOn(now: Observation): boolean {
    const since = jumpSince(this.after, now, this.limits.toleranceMs);
    if (since?.by !== 0) this.after = now;
    return now.steady - (this.after as Observation).steady >= this.limits.settleMs;
  }

  private take(sight: Sight, finding: ClockFinding | null, anchor: Anchor | null): void {
    const { now } = sight;
    this.sight = sight;
    this.finding = finding;
    const { toleranceMs } = this.limits;
    if (finding === null) {
      this.after = null;
      const goesOn = jumpSince(this.anchor, now, toleranceMs)?.by === 0;
      const recent = this.anchor && now.steady - this.anchor.steady < ANCHOR_MS;
      if (goesOn && (recent || now.half > EXACT_MS)) return;
      this.anchor = now;
      trustTime(now.steady, now.wall, toleranceMs);
    } else if (anchor && jumpSince(anchor, now, toleranceMs) !== null) {
      trustTime(anchor.steady, anchor.wall, toleranceMs);
    } else if (finding.kind === 'APART') {
      // Nothing tells which of the two is right; everything is recorded by the database's.
      trustTime(now.steady, now.database, toleranceMs);
    }
  }
}

const guards = new WeakMap<Db, ClockGuard>();

/** The guard of a database's writes in this process. */
export function clockGuard(db: Db): ClockGuard {
  let guard = guards.get(db);
  if (!guard) {
    guard = new ClockGuard();
    guards.set(db, guard);
  }
  return guard;
}

/** Has the lane of the background share the guard of the others. */
export function shareClock(db: Db): ClockGuard {
  const guard = clockGuard(db);
  guards.set(db.background, guard);
  return guard;
}
