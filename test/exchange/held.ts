import postgres from 'postgres';
import { afterFile } from '../kit/after-file.js';
import type { TestDatabase } from '../kit/database.js';
import { until } from '../kit/until.js';

export type Release = (how?: 'commit' | 'rollback') => Promise<void>;

/** Another connection that holds what statements take, until it is let go; at the latest when the file ends. */
export async function hold(db: TestDatabase, ...statements: string[]): Promise<Release> {
  const held = postgres(db.url, { max: 1, onnotice() {} });
  afterFile(() => held.end({ timeout: 0 }));
  await held.unsafe('begin');
  for (const one of statements) await held.unsafe(one);
  return async (how = 'rollback') => {
    await held.unsafe(how);
    await held.end();
  };
}

/** Waits until a work stands aside, and it is looked, from now on, whether the row that it met is free. */
export async function looked(db: TestDatabase): Promise<void> {
  const [now] = await db.sql<{ text: string }[]>`select clock_timestamp()::text text`;
  await until(async () => {
    const rows = await db.sql`select 1 from pg_stat_activity where datname = current_database()
      and query like '%skip locked%' and pid <> pg_backend_pid() and query_start > ${now?.text ?? ''}::timestamptz`;
    return rows.length > 0;
  });
}

/** A promise, and whether it is settled. */
export function watched<T>(promise: Promise<T>): { over: boolean; promise: Promise<T> } {
  const state = { over: false, promise };
  const end = () => {
    state.over = true;
  };
  promise.then(end, end);
  return state;
}
