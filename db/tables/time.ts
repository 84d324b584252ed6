import { sql } from 'drizzle-orm';
import { bigint, check, doublePrecision, text, uuid } from 'drizzle-orm/pg-core';
import { hub, instant } from './base.js';

/**
 * What each process of the hub last saw of the clocks, while it runs and after it: who starts later compares with it
 * (src/exchange/time). `steady` is in milliseconds since the machine began, and goes on whatever its clock is set to.
 */
export const clockMark = hub.table(
  'clock_mark',
  {
    process: uuid('process').primaryKey(),
    /** Names the run of the machine's system, and its host: `steady` counts from the same beginning where both are equal. */
    boot: text('boot').notNull(),
    host: text('host').notNull(),
    /** When the clocks were last found right: what each of them said then. Null: never yet. */
    steady: doublePrecision('steady'),
    wall: instant('wall'),
    database: instant('database'),
    /** The last confirmation that the process knew of; 0: none. */
    confirmed: bigint('confirmed', { mode: 'number' }).notNull().default(0),
    /** The database's clock at the last look, how many milliseconds it was ahead of the process's, and what was wrong with them. */
    lookedAt: instant('looked_at').notNull(),
    offsetMs: doublePrecision('offset_ms').notNull(),
    fault: text('fault'),
  },
  () => [check('clock_mark_sound', sql`num_nulls(steady, wall, database) in (0, 3)`)],
);

/** An operator's word that the clocks are right as they are: who said it, when, and what was wrong with them in the hub's eyes. */
export const clockConfirmation = hub.table('clock_confirmation', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  boot: text('boot').notNull(),
  host: text('host').notNull(),
  steady: doublePrecision('steady').notNull(),
  wall: instant('wall').notNull(),
  database: instant('database').notNull(),
  confirmedBy: text('confirmed_by').notNull(),
  /** What the hub said that was wrong; null: nothing was. */
  wrong: text('wrong'),
});
