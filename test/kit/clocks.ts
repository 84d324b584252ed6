import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sql, TransactionSql } from 'postgres';
import { machine } from '../../src/kernel/machine.js';
import { projectRoot } from '../../src/kernel/project.js';
import { afterFile } from './after-file.js';

/**
 * Clocks that a test sets, without any tool of the system's: the database's by functions that come before PostgreSQL's own, a
 * process' by a module that is loaded before it. What only goes on is real.
 */

/** Has the database of this connection take its clock from a table, in every session that begins later. */
export async function withOwnClock(sql: Sql): Promise<void> {
  const of = (name: string, kind: string) => `create function shifted.${name}() returns timestamptz language sql ${kind}
    as 'select pg_catalog.${name}() + (select ms from shifted.clock) * interval ''1 ms''';`;
  await sql.unsafe(`create schema shifted; create table shifted.clock (ms float8 not null); insert into shifted.clock values (0);
    ${of('clock_timestamp', 'volatile')} ${of('now', 'stable')} ${of('statement_timestamp', 'stable')}
    ${of('transaction_timestamp', 'stable')}
    do $$ begin execute format('alter database %I set search_path = shifted, pg_catalog, public', current_database()); end $$`);
}

/** Sets the database's clock ahead, in milliseconds. */
export async function shiftDatabase(sql: Sql | TransactionSql, ms: number): Promise<void> {
  await sql`update shifted.clock set ms = ${ms}`;
}

/**
 * Changes the clocks of a database and of this process together: whoever compares them meanwhile waits, and so sees both as they were, or both
 * as they are, or that his look took long. Begin with it in a transaction, and set the process' clock before it ends.
 */
export const NOBODY_LOOKS = 'lock table hub.head, hub.clock_mark in access exclusive mode';

/** The clock of a process' machine, set by a file; `environment` is for the process. */
export function processClock(file: string) {
  const shift = (ms: number) => writeFileSync(file, `${ms}`.padEnd(24));
  shift(0);
  const module = pathToFileURL(join(projectRoot, 'test/kit/shifted-date.mjs')).href;
  return { shift, environment: { NODE_OPTIONS: `--import ${module}`, CLOCK_SHIFT_FILE: file } };
}

type OwnMachine = ReturnType<typeof shiftedMachine>;
let ofThisFile: OwnMachine | undefined;

/** The clocks of this process' machine, as the hub reads them here; one for a file, after which they are put right again. */
export function ownMachine(): OwnMachine {
  ofThisFile ??= shiftedMachine();
  return ofThisFile;
}

function shiftedMachine() {
  const real = { ...machine };
  const ahead = { wall: 0, steady: 0 };
  machine.wall = () => real.wall() + ahead.wall;
  machine.steady = () => real.steady() + ahead.steady;
  afterFile(() => {
    Object.assign(machine, real);
    // The worker keeps this module for its next file, which would shift clocks that nobody reads any more.
    ofThisFile = undefined;
  });
  return {
    /** Sets the time of day ahead, in milliseconds. */
    shift: (ms: number) => {
      ahead.wall = ms;
    },
    /** So much time has passed, by the time of day and by the steady clock, more than has in truth. */
    passed: (ms: number) => {
      ahead.wall = ms;
      ahead.steady = ms;
    },
    /** So much time passes, by the time of day and by the steady clock. */
    pass: (ms: number) => {
      ahead.wall += ms;
      ahead.steady += ms;
    },
    /** It is switched off and on again: the steady clock begins anew, and ran for so long. */
    restart: (upMs = 3_600_000) => {
      machine.boot = `${real.boot}-${Math.random()}`;
      ahead.steady = upMs - real.steady();
    },
  };
}
