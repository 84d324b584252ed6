import { sql } from 'drizzle-orm';
import { bigint, check, date, index, text } from 'drizzle-orm/pg-core';
import { hub, instant } from './base.js';

/** Corrections of the log's time: a clock was ahead, and what followed from it was taken back (src/exchange/wayback). */
export const clockCorrection = hub.table(
  'clock_correction',
  {
    /** Of the event `clock.corrected`. */
    position: bigint('position', { mode: 'number' }).primaryKey(),
    /** Last position before those that were recorded ahead. */
    after: bigint('after', { mode: 'number' }).notNull(),
    /** When that was recorded: the last instant before the fault that is known to be true; null: nothing was before. */
    trueUntil: instant('true_until'),
    /** The recorded time that lay ahead, and what the clock said when that was corrected. */
    ahead: instant('ahead').notNull(),
    clock: instant('clock').notNull(),
    /** Last day that was announced, wrongly, as come. */
    announcedThrough: date('announced_through', { mode: 'string' }).notNull(),
    why: text('why').notNull(),
    /** When nothing was left to take back, by the clock; null: it is under way. */
    finishedAt: instant('finished_at'),
  },
  () => [check('clock_correction_after', sql`after < position`), check('clock_correction_ahead', sql`ahead > clock`)],
);

/**
 * What the clock really said at a recorded time that lies ahead of it: one row for each transaction from a correction on until the
 * clock has caught up. Empty where no clock was ever wrong.
 */
export const timeMark = hub.table(
  'time_mark',
  { recordedAt: instant('recorded_at').primaryKey(), clock: instant('clock').notNull() },
  (t) => [index('time_mark_clock').on(t.clock, t.recordedAt), check('time_mark_ahead', sql`recorded_at > clock`)],
);
