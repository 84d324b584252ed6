import type { Db } from '../../db/client.js';
import { dayBegun } from './head.store.js';
import type { Turn } from './sequence.js';
import { sequenced } from './sequencer.js';

/**
 * What days bring by themselves to a register, without a submission: a publication that was set for its day, a deadline that
 * passes. Appends the events of the days after `since`, up to and including `today`.
 */
export type DayWork = (turn: Turn, since: string, today: string) => Promise<void>;

/**
 * Announces what the days up to today have brought; answers how many events that were. The day that is done stands in the head,
 * in the transaction of the events: of many processes that try, one does it, and after a crash it is done or not begun.
 */
export async function announceDays(db: Db, works: readonly DayWork[]): Promise<number> {
  if (!(await dayBegun(db.orm))) return 0;
  return sequenced(db, async (turn) => {
    const { announcedThrough, position, today } = turn;
    if (announcedThrough >= today) return 0;
    for (const work of works) await work(turn, announcedThrough, today);
    turn.announcedThrough = today;
    return turn.position - position;
  });
}

/** A new day is noticed within this time. */
const LOOK_MS = 30_000;

/** Announces each day's events as it comes, until it is stopped. */
export class Announcer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly works: readonly DayWork[],
    private readonly report: { announced(events: number): void; failed(error: unknown): void },
  ) {}

  start(): void {
    const look = () => {
      this.running = this.look().finally(() => {
        if (this.timer) this.timer = setTimeout(look, LOOK_MS);
      });
    };
    this.timer = setTimeout(look, 0);
  }

  /** Nothing of it runs any more when this is done. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      const events = await announceDays(this.db, this.works);
      if (events > 0) this.report.announced(events);
    } catch (error) {
      if (this.timer) this.report.failed(error);
    }
  }
}
