import type { Db, Orm } from '../../../db/client.js';
import { dateOf } from '../../kernel/date.js';
import { HubError } from '../../kernel/errors.js';
import { machine } from '../../kernel/machine.js';
import { mark } from '../head/mark.store.js';
import type { EventDraft } from '../log/event.js';
import { Sequence, type Turn } from '../sequencer/sequence.js';
import { sequenced } from '../sequencer/sequencer.js';
import { type ClockGuard, clockGuard } from '../time/clock.guard.js';
import {
  type Correction,
  finishCorrection,
  keepCorrection,
  readCorrections,
  readTime,
  release,
  type StatedAhead,
  statedAhead,
  type TimeState,
} from './correction.store.js';

/**
 * What a room takes back after a clock was ahead, in one turn: what it told of days that have not come, what it decided by a wrong today.
 * It asks the registers and the log what is untrue still, so that a repeat finds nothing. Answers where the next turn goes on; null:
 * nothing is left. `cursor` is null at the beginning.
 */
export type ClockWork = (turn: Turn, wrong: Correction, cursor: string | null) => Promise<string | null>;

export interface CorrectOptions {
  works: readonly ClockWork[];
  /** Kept with the correction, and told in its event: no person's name. */
  why: string;
  /** Does everything in one transaction, and takes it back. */
  dryRun?: boolean;
  /** Hears of each event, as it is written. */
  on?: (event: EventDraft) => void;
  /** Stops between two turns; the next run goes on. */
  signal?: AbortSignal | undefined;
}

export interface ClockSummary {
  /** NONE: the log's time is not ahead of the clock, or a correction that is finished lets it. */
  outcome: 'NONE' | 'CORRECTED' | 'WOULD_CORRECT';
  dryRun: boolean;
  /** The correction; null where there is none to make. */
  correction: Correction | null;
  /** Events written, by type. */
  events: Record<string, number>;
  /** Events that were recorded ahead of the clock, the true ones among them. */
  recordedAhead: number;
  /** Days that records state and that have not come, as their providers wrote them by a wrong clock: for these to correct. */
  stated: StatedAhead[];
}

class TakenBack extends Error {}

/** More than this between the two clocks is a fault of one of them, and nothing to correct by. */
const AGREE_MS = 5_000;

/**
 * The way back after a wrong clock has got into the log (README.md of the room): restartable, and a repeat changes nothing. Refused
 * where the process's clock and the database's differ.
 */
export async function correctClock(db: Db, options: CorrectOptions): Promise<ClockSummary> {
  const time = await readTime(db.sql);
  refuseDoubt(time.clock);
  const open = (await readCorrections(db.sql)).find((c) => c.finishedAt === null) ?? null;
  const none = { dryRun: options.dryRun ?? false, correction: null, events: {}, recordedAhead: 0, stated: [] };
  if (!time.frozen && !open) return { outcome: 'NONE', ...none };
  const guard = clockGuard(db);
  if (!options.dryRun) {
    const means = {
      guard,
      turns: serial(db),
      transaction: <T>(work: (orm: Orm) => Promise<T>) => db.transaction(work),
    };
    return new Run(options, time, means).all(open);
  }
  let summary: ClockSummary | undefined;
  await db
    .transaction(async (orm) => {
      const turns: Turns = (work) => inTurn(orm, guard, work);
      summary = await new Run(options, time, { guard, turns, transaction: (work) => work(orm) }).all(open);
      throw new TakenBack();
    })
    .catch((error) => {
      if (!(error instanceof TakenBack) && !(error.cause instanceof TakenBack)) throw error;
    });
  return summary as ClockSummary;
}

function refuseDoubt(clock: Date): void {
  const apart = Math.abs(clock.getTime() - machine.wall());
  if (apart <= AGREE_MS) return;
  const said = `the database's clock says ${clock.toISOString()}, this machine's ${new Date(machine.wall()).toISOString()}`;
  throw new HubError('CONFLICT', `${said}: set the one that is wrong first; nothing was changed`);
}

type Turns = <T>(work: (turn: Turn) => Promise<T>) => Promise<T>;
const serial =
  (db: Db): Turns =>
  (work) =>
    sequenced(db, work);

/** A dry run is rolled back: it may wait for others as any statement does, and they for it no longer than for that. */
const LOCK_MS = 5_000;

/** A turn within a transaction that is open already. */
async function inTurn<T>(orm: Orm, guard: ClockGuard, work: (turn: Turn) => Promise<T>): Promise<T> {
  const sequence = await Sequence.begin(orm, false, guard, LOCK_MS);
  const value = await work(sequence.turn(orm));
  await (await sequence.end()).written;
  return value;
}

/** How a run writes: each turn by itself, or all of them in one transaction. */
interface Means {
  guard: ClockGuard;
  turns: Turns;
  transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T>;
}

class Run {
  private readonly events: Record<string, number> = {};

  constructor(
    private readonly options: CorrectOptions,
    private readonly time: TimeState,
    private readonly means: Means,
  ) {}

  async all(open: Correction | null): Promise<ClockSummary> {
    const { works, dryRun = false } = this.options;
    // A jump on top of a correction that is under way is a wrong stretch of its own; the earlier one is part of it.
    const correction = this.time.frozen ? await this.begin(open) : (open as Correction);
    for (const work of works) {
      for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
        this.goOn();
        cursor = await this.turn((turn) => work(turn, correction, cursor));
      }
    }
    const stated = await this.means.turns(async ({ orm, now, today }) => {
      await finishCorrection(orm, correction.position, now);
      return statedAhead(orm, correction, today);
    });
    if (open && open.position !== correction.position)
      await this.means.turns(({ orm, now }) => finishCorrection(orm, open.position, now));
    const recordedAhead = correction.position - 1 - correction.after;
    const outcome = dryRun ? 'WOULD_CORRECT' : 'CORRECTED';
    return { outcome, dryRun, correction, events: this.events, recordedAhead, stated };
  }

  /** From here on the recorded time goes on from where it stands, and every write notes what the clock says. */
  private begin(open: Correction | null): Promise<Correction> {
    const { recordedAt: ahead, clock, announcedThrough, ...time } = this.time;
    const after = open ? Math.min(open.after, time.after) : time.after;
    const trueUntil = open ? open.trueUntil : time.trueUntil;
    return this.means.transaction(async (orm) => {
      await release(orm, dateOf(clock));
      await mark(orm, ahead, clock);
      return inTurn(orm, this.means.guard, async (turn) => {
        if (turn.recordedAt.getTime() !== ahead.getTime() + 1)
          throw new HubError('CONFLICT', 'the log has gone on meanwhile; see: npx hub clock correct --dry-run');
        const { why } = this.options;
        const data = { why, clock: clock.toISOString(), ahead: ahead.toISOString(), first: after + 1 };
        const position = this.watched(turn).append({
          ...{ type: 'clock.corrected', subject: null, division: null, public: true },
          data: { ...data, last: turn.position, announcedThrough },
        });
        const correction = { position, after, trueUntil, ahead, clock, announcedThrough, why };
        await keepCorrection(orm, correction);
        return { ...correction, finishedAt: null };
      });
    });
  }

  /** A turn may be tried twice: what it wrote counts once it is committed. */
  private async turn<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    let drafts: EventDraft[] = [];
    const value = await this.means.turns((turn) => {
      drafts = [];
      return work(this.watched(turn, drafts));
    });
    for (const draft of drafts) this.tell(draft);
    return value;
  }

  private watched(turn: Turn, drafts?: EventDraft[]): Turn {
    const append = (draft: EventDraft) => {
      if (drafts) drafts.push(draft);
      else this.tell(draft);
      return turn.append(draft);
    };
    return Object.create(turn, { append: { value: append } }) as Turn;
  }

  private tell(draft: EventDraft): void {
    this.events[draft.type] = (this.events[draft.type] ?? 0) + 1;
    this.options.on?.(draft);
  }

  private goOn(): void {
    if (this.options.signal?.aborted)
      throw new HubError('UNAVAILABLE', 'stopped; npx hub clock correct goes on where it was');
  }
}
