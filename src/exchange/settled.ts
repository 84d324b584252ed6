import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../db/client.js';
import { present } from '../kernel/clock.js';
import { during } from '../kernel/patience.js';

/** By database: the instant until which nothing is under way, and the look that is finding a later one. */
const known = new WeakMap<Db, { until: number; look?: Promise<void> | undefined }>();
/** An instant just passed is settled a moment later; one that the database's clock has yet to reach is not waited for. */
const SOON_MS = 20;

/**
 * Waits until everything recorded by an instant is committed. A write takes its instant when it locks the head and is seen
 * when it commits: what was known at an instant between the two is known only afterwards. Sharing the head's lock waits for
 * exactly that write, and those that come later record a later instant. Instants found settled before cost nothing.
 */
export async function settled(db: Db, at: Date): Promise<void> {
  // What lies ahead is not settled, however long one waits.
  if (at.getTime() > present().getTime() + SOON_MS) return;
  const state = known.get(db) ?? { until: 0 };
  known.set(db, state);
  while (at.getTime() > state.until) {
    const { look } = state;
    state.look ??= during(null, () => lastInstant(db))
      .then((until) => {
        state.until = Math.max(state.until, until);
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
async function lastInstant(db: Db): Promise<number> {
  const [row] = await db.sql<{ now: number }[]>`
    with head as materialized (select 1 from hub.head where id = 1 for share)
    select extract(epoch from clock_timestamp())::float8 * 1000 now from head`;
  return Math.floor(row?.now ?? 0) - 1;
}
