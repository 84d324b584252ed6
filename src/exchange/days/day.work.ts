import type { Orm } from '../../../db/client.js';
import type { EventDraft } from '../log/event.js';
import type { Turn } from '../sequencer/sequence.js';

/**
 * What a day brings by itself to a register, without a submission: a publication that was set for it, a deadline that
 * passed. Appends the events of the days after `since`, up to and including `today`.
 */
export type DayWork = (turn: Turn, since: string, today: string) => Promise<void>;

/** The same where a day may bring a hundred thousand: told in slices, so that nobody waits for the head while all are. */
export interface LongDayWork {
  /** By it the place in a day that is half told is kept. */
  name: string;
  /**
   * Appends what the day brings to the next records behind a place, `limit` of them at most; null: from the first on. Answers where
   * the next slice goes on, or null where nothing is left.
   */
  slice(turn: Turn, day: string, after: string | null, limit: number): Promise<string | null>;
}

/** One event for each record that a day is about, in the order of their ids. */
export const eventsOfDay = <Row extends { id: string }>(
  name: string,
  next: (orm: Orm, day: string, after: string, limit: number) => Promise<readonly Row[]>,
  eventOf: (row: Row, day: string) => EventDraft,
): LongDayWork => ({
  name,
  slice: async ({ orm, append }, day, after, limit) => {
    const rows = await next(orm, day, after ?? '0', limit);
    for (const row of rows) append(eventOf(row, day));
    return rows.length < limit ? null : (rows.at(-1) as Row).id;
  },
});
