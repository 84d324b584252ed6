import postgres from 'postgres';
import type { TestDatabase } from './database.js';

/**
 * Lets a database's clock be set: what the hub's statements ask for, `clock_timestamp()` and `now()`, comes from a schema that lies
 * before PostgreSQL's own. Connections that are open keep the true clock, so they are ended: nothing may be under way.
 */
export async function shiftedClock(db: Pick<TestDatabase, 'url'>): Promise<(milliseconds: number) => Promise<void>> {
  const name = new URL(db.url).pathname.slice(1);
  const run = async (text: string) => {
    const admin = postgres(db.url, { max: 1, onnotice() {} });
    await admin.unsafe(text).finally(() => admin.end());
  };
  await run(`create schema shifted;
    create table shifted.by (ms bigint not null);
    insert into shifted.by values (0);
    create function shifted.clock_timestamp() returns timestamptz volatile language sql
      as 'select pg_catalog.clock_timestamp() + (select ms from shifted.by) * interval ''1 ms''';
    create function shifted.now() returns timestamptz stable language sql
      as 'select pg_catalog.now() + (select ms from shifted.by) * interval ''1 ms''';
    alter database ${name} set search_path = shifted, pg_catalog, public;
    select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid();`);
  return (milliseconds) => run(`update shifted.by set ms = ${Math.round(milliseconds)}`);
}

export const DAY_MS = 86_400_000;
