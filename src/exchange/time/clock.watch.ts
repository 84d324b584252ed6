import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../../db/client.js';
import { clockCode } from './clock.fault.js';
import { type ClockGuard, clockGuard } from './clock.guard.js';
import type { ClockFinding } from './clock.judge.js';
import { lookOver, writeMark } from './clock.store.js';
import { clockLine } from './clock.words.js';

/** Pauses between two looks; marks tell that a process runs by their being younger than two of these. */
const LOOK_MS = 10_000;
/** Who asks for readiness waits no longer for a look than this, and gets what was found last. */
const ASKED_WITHIN_MS = 1_000;

export interface ClockReport {
  /** Something is wrong, at each look that finds it. */
  found(code: string, line: string): void;
  /** The clocks could not be looked at, or the mark not be written. */
  failed(error: unknown): void;
}

/** Looks at the clocks for as long as a hub runs, and leaves a mark of what it saw, for other processes and for the next start. */
export class ClockWatch {
  private readonly process = randomUUID();
  private readonly guard: ClockGuard;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;
  /** What the mark says, and when it was written. */
  private marked: { fault: string | null; steady: number } | undefined;

  constructor(
    private readonly db: Db,
    private readonly report: ClockReport,
    private readonly lookMs = LOOK_MS,
  ) {
    this.guard = clockGuard(db);
  }

  /** Has looked once when this is done, if the database answered in time. */
  async start(): Promise<void> {
    const again = () => {
      this.timer = setTimeout(() => void this.look().then(again), this.lookMs);
      this.timer.unref();
    };
    await this.soon();
    if (!this.stopped) again();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** What is wrong with the clocks, in one line, by a look that begins now if the database answers soon; null: nothing. */
  async reason(): Promise<string | null> {
    await this.soon();
    const { finding, limits } = this.guard;
    return finding && clockLine(finding, limits);
  }

  private soon(): Promise<unknown> {
    return Promise.race([this.look(), pause(ASKED_WITHIN_MS, undefined, { ref: false })]);
  }

  private look(): Promise<void> {
    this.looking ??= this.lookNow()
      .catch((error) => {
        if (!this.stopped) this.report.failed(error);
      })
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    const { guard, db } = this;
    const seen = await lookOver(db.sql);
    const finding: ClockFinding | null = guard.look(seen);
    if (finding && !this.stopped) this.report.found(clockCode(finding), clockLine(finding, guard.limits));
    const fault = finding && clockCode(finding);
    const { steady } = seen.now;
    // Who asks for readiness has looks made, as often as they like.
    if (this.marked && this.marked.fault === fault && steady - this.marked.steady < this.lookMs / 2) return;
    await writeMark(db.sql, this.process, seen.now, { fault, confirmed: guard.confirmation });
    this.marked = { fault, steady };
  }
}
