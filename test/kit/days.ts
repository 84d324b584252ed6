import postgres from 'postgres';
import { machine } from '../../src/kernel/machine.js';
import { afterFile } from './after-file.js';
import type { TestDatabase } from './database.js';

/** The calendar of a database and of this process, which a test moves on together. */
export interface MovableDays {
  /**
   * Lets time pass until an instant, from which both run on; this process' clock so many milliseconds behind the database's, fewer than
   * the guard of the clock lets them be apart.
   */
  goTo(instant: Date, behind?: number): Promise<void>;
}

/**
 * A database, and this process, in another time. The database's functions that say now are looked up in a schema of the test's
 * own first, and `Date` says now plus the same offset, and so does the clock of the machine that nobody sets: the time has passed. Timers
 * and what is measured by `performance` run as ever. To be called before anything connects to the database; its log begins then. The
 * process' clock is put back after the file.
 */
export async function movableDays(db: TestDatabase, begin: Date): Promise<MovableDays> {
  const sql = postgres(db.url, { max: 1, onnotice() {} });
  const { pathname } = new URL(db.url);
  const now = (
    name: string,
    volatility: string,
  ) => `create function shifted.${name}() returns timestamptz language sql ${volatility} as
    'select pg_catalog.${name}() + (select by from shifted.time)'`;
  await sql.unsafe(`create schema shifted; create table shifted.time (by interval not null);
    insert into shifted.time values ('0'); ${now('now', 'stable')}; ${now('clock_timestamp', 'volatile')};
    alter database ${pathname.slice(1)} set search_path = shifted, pg_catalog, public`);
  const real = globalThis.Date;
  let offset = 0;
  globalThis.Date = new Proxy(real, {
    construct: (_, args, target) =>
      args.length === 0 ? new real(real.now() + offset) : Reflect.construct(real, args, target),
    get: (_, name) => (name === 'now' ? () => real.now() + offset : Reflect.get(real, name)),
  });
  const { steady } = machine;
  const begun = begin.getTime() - real.now();
  machine.steady = () => steady() + offset - begun;
  afterFile(async () => {
    globalThis.Date = real;
    machine.steady = steady;
    await sql.end();
  });
  const goTo = async (instant: Date, behind = 0) => {
    const by = instant.getTime() - real.now();
    // Whoever compares the clocks meanwhile waits at his table, and so sees both as they were, or both as they are, or that his look took long.
    await sql.unsafe(`begin; lock table hub.clock_mark in access exclusive mode;
      update shifted.time set by = '${by} milliseconds'`);
    offset = by - behind;
    await sql.unsafe('commit');
  };
  await goTo(begin);
  // The template was made today.
  await sql`update hub.head set recorded_at = ${begin.toISOString()}, announced_through = ${begin.toISOString()}::date`;
  return { goTo };
}
