import type { Db } from '../../../db/client.js';
import { addDays } from '../../kernel/date.js';
import { dayBegun } from '../head/head.store.js';
import type { Turn } from '../sequencer/sequence.js';
import { sequenced } from '../sequencer/sequencer.js';
import type { DayWork, LongDayWork } from './day.work.js';
import { clearPlaces, type DayPlace, keepPlaces, readPlaces } from './day-place.store.js';

/** Records of one slice, and days without any of them, in one turn at most: others wait for the head meanwhile. */
const SLICE = 1_000;
const DAYS = 7;

/**
 * Announces what the days up to today have brought, one day after the other; answers how many events that were. The day that is done
 * stands in the head, in the transaction of its last events, and the place within a day beside it: of many processes that try, one
 * does each part, and after a crash it is done or not begun.
 */
export async function announceDays(
  db: Db,
  works: readonly (DayWork | LongDayWork)[],
  stopped: () => boolean = () => false,
): Promise<number> {
  let events = 0;
  let more = await dayBegun(db.orm);
  while (more && !stopped()) {
    const step = await sequenced(db, (turn) => announceSome(turn, works));
    events += step.events;
    more = step.more;
  }
  return events;
}

/** One turn's part of what is to be announced. */
async function announceSome(turn: Turn, works: readonly (DayWork | LongDayWork)[]) {
  const { position } = turn;
  const { today } = turn;
  const long = works.filter((work) => typeof work !== 'function');
  for (let days = 0; turn.announcedThrough < today; days++) {
    const since = turn.announcedThrough;
    const day = addDays(since, 1);
    if (days === DAYS || !(await announceLong(turn, long, day, SLICE - (turn.position - position))))
      return { events: turn.position - position, more: true };
    for (const work of works) if (typeof work === 'function') await work(turn, since, day);
    turn.announcedThrough = day;
  }
  return { events: turn.position - position, more: false };
}

/** What the long works have left of a day, about `most` events of it; false where there is more. */
async function announceLong(turn: Turn, works: readonly LongDayWork[], day: string, most: number): Promise<boolean> {
  const { orm, position } = turn;
  const begun = new Map((await readPlaces(orm, day)).map(({ work, place }) => [work, place]));
  const left = () => most - (turn.position - position);
  const places: DayPlace[] = [];
  for (const { name, slice } of works) {
    let place = begun.get(name) ?? null;
    let told = begun.has(name) && place === null;
    while (!told && left() > 0) {
      place = await slice(turn, day, place, left());
      told = place === null;
    }
    if (told) places.push({ work: name, place: null });
    else {
      if (place !== null) places.push({ work: name, place });
      if (places.length > 0) await keepPlaces(orm, day, places);
      return false;
    }
  }
  if (begun.size > 0) await clearPlaces(orm, day);
  return true;
}

/** A new day is noticed within this time. */
const LOOK_MS = 30_000;

/** Announces each day's events as it comes, until it is stopped. */
export class Announcer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly works: readonly (DayWork | LongDayWork)[],
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
      const events = await announceDays(this.db, this.works, () => !this.timer);
      if (events > 0) this.report.announced(events);
    } catch (error) {
      if (this.timer) this.report.failed(error);
    }
  }
}
