import type { Sql } from 'postgres';
import { batcher } from '../src/kernel/batcher.js';
import { during } from '../src/kernel/patience.js';
import type { Cancel } from './lane.js';

/**
 * Cancels over one connection of its own, however many leave at once: the protocol's own way takes a connection, and a process of the
 * server, for each. Only backends of this application are met, should a number have become somebody else's.
 */
export function canceller(sql: Sql): Cancel {
  const cancel = batcher<number, true>(
    async (pids) => {
      await sql.unsafe(CANCEL, [pids], { prepare: true });
      return pids.map(() => true);
    },
    { limit: 1 },
  );
  return (pid) =>
    during(null, () => cancel(pid)).then(
      () => {},
      () => {}, // the database is away, and what ran there with it; or it is tried again
    );
}

const CANCEL = `select pg_cancel_backend(pid) from pg_stat_activity
  where pid = any($1::int[]) and application_name = current_setting('application_name') and state = 'active'`;
