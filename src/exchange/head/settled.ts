import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../../db/client.js';
import { present } from '../../kernel/clock.js';
import { during } from '../../kernel/patience.js';
import { recordedBy } from './mark.store.js';

/** By database: the instant until which nothing is under way, and the look that is finding a later one. */
interface State {
  until: number;
  /** Whether the log's time was ever corrected. */
  corrected: boolean;
  look?: Promise<void> | undefined;
}
const known = new WeakMap<Db, State>();
/** An instant just passed is settled a moment later; one that the database's clock has yet to reach is not waited for. */
const SOON_MS = 20;
const FAR = new Date('9999-12-31T00:00:00Z');

/**
 * The recorded time that says what was known at an instant, once that is settled: the instant itself, but where the recorded time was
 * ahead of the clock then (wayback/). Everybody who reads "as known at" asks this first, and reads by what it answers.
 */
export async function settled(db: Db, at: Date): Promise<Date> {
  const state = known.get(db) ?? { until: 0, corrected: false };
  known.set(db, state);
  const ahead = at.getTime() > present().getTime() + SOON_MS;
  // By an instant that lies ahead all is known that is recorded, however far ahead that lies too; it is not settled.
  if (ahead) return FAR;
  await settle(db, at, state);
  // Instants found settled before any correction need no translation, ever.
  return state.corrected ? recordedBy(db.sql, at) : at;
}

/**
 * Waits until everything recorded by an instant is committed. A write takes its instant when it locks the head and is seen
 * when it commits: what was known at an instant between the two is known only afterwards. Sharing the head's lock waits for
 * exactly that write, and those that come later record a later instant. Instants found settled before cost nothing.
 */
async function settle(db: Db, at: Date, state: State): Promise<void> {
  while (at.getTime() > state.until) {
    const { look } = state;
    state.look ??= during(null, () => lastInstant(db))
      .then(({ until, corrected }) => {
        state.until = Math.max(state.until, until);
        state.corrected ||= corrected;
      })
      .finally(() => {
        state.look = undefined;
      });
    await state.look;
    // A look that was under way already may have passed the head before a write that this instant includes.
    if (look) continue;
    const ahead = at.getTime() - state.until;
    if (ahead > SOON_MS) return;
    if (ahead > 0) await pause(ahead);
  }
}

/** The millisecond before this one, by the database's clock, once no write of it can be under way. */
async function lastInstant(db: Db): Promise<{ until: number; corrected: boolean }> {
  const [row] = await db.sql<{ now: number; corrected: boolean }[]>`
    with head as materialized (select corrected_at is not null corrected from hub.head where id = 1 for share)
    select extract(epoch from clock_timestamp())::float8 * 1000 now, corrected from head`;
  return { until: Math.floor(row?.now ?? 0) - 1, corrected: row?.corrected ?? false };
}
