import { setTimeout as pause } from 'node:timers/promises';
import { enduring } from '../../../db/client.js';
import { migrationState } from '../../../db/migrate.js';
import { openPool } from '../../../db/pool.js';
import { freeBytes, LEAST_FREE_BYTES } from './disk.js';
import { type Cause, causeOf, foundCause, SAID } from './fault.cause.js';
import type { Faults } from './faults.js';

/** A look may take so long; whoever asks for readiness has an answer then, whatever the database does. */
const WITHIN_MS = 2_500;
/** One that has come to nothing for so long is not shared any more. */
const FORGOTTEN_MS = 5_000;
const NEEDED = 'PostgreSQL needs 16 MiB to go on';

export interface ReadinessDeps {
  databaseUrl: string;
  faults: Faults;
  /** The data folder of the embedded database, whose disk is looked at. */
  dataFolder?: string | undefined;
  /** Reasons of this process's own: each is null where that part is well. Those of `behind` count where the database is well. */
  parts: (() => string | null)[];
  behind: (() => string | null)[];
  /** Looks at the clocks: null, or what is wrong with them. */
  clock: () => Promise<string | null>;
}

/** A look whether the hub can do its work: null, or why not. Those who ask together share one, which takes a connection of its own. */
export function readiness({
  databaseUrl,
  faults,
  dataFolder,
  parts,
  behind,
  clock,
}: ReadinessDeps): () => Promise<string | null> {
  const url = enduring(databaseUrl);
  /** What a look finds is told as a fault, although no request has met it yet. */
  const found = (cause: Cause, said: string = SAID[cause.kind]): string => {
    faults.met(cause, { while: 'it was looked whether the hub is ready' });
    return said;
  };
  const look = async (): Promise<string | null> => {
    const own = reasonOf(parts);
    if (own) return own;
    if (dataFolder && (await freeBytes(dataFolder)) < LEAST_FREE_BYTES)
      return found(
        foundCause('DISK', 'ENOSPC', `the disk of ${dataFolder} is full: ${NEEDED}`),
        `the disk of the data folder is full: ${NEEDED}`,
      );
    const { pending, readOnly } = await migrationState(url);
    if (pending.length > 0) return 'unapplied migrations; run: npx hub migrate';
    if (readOnly) return found(foundCause('READ_ONLY', '25006', SAID.READ_ONLY));
    if (faults.has('DISK', 'MEMORY', 'UNRECORDED')) await write(url);
    const clocks = await clock();
    if (clocks) return found(foundCause('CLOCK', 'CLOCK', clocks), clocks);
    return reasonOf(behind);
  };
  const failed = (error: unknown): string => {
    const cause = causeOf(error);
    if (cause) return found(cause);
    return faults.has('UNRECORDED') ? SAID.UNRECORDED : SAID.AWAY;
  };
  let running: { look: Promise<string | null>; began: number } | undefined;
  return () => {
    if (!running || performance.now() - running.began > FORGOTTEN_MS) {
      const begun = { look: look().catch(failed), began: performance.now() };
      running = begun;
      void begun.look.then(() => {
        if (running === begun) running = undefined;
      });
    }
    return Promise.race([running.look, late()]);
  };
}

function reasonOf(parts: (() => string | null)[]): string | null {
  for (const part of parts) {
    const reason = part();
    if (reason) return reason;
  }
  return null;
}

const late = () => pause(WITHIN_MS, `${SAID.AWAY} in time`, { ref: false });

/** Whether a write goes through to the disk, in a table that is gone with its transaction. Looked at only after a write has failed. */
async function write(url: string): Promise<void> {
  const sql = openPool(url, { max: 1 });
  try {
    // Where inquiries are recorded, and whether this user may: of no row.
    await sql`insert into hub.inquiry overriding system value select * from hub.inquiry where false`;
    await sql`create temporary table hub_write_probe on commit drop as
      select md5(i::text) from generate_series(1, 2000) i`;
  } catch (error) {
    // A user that may make no temporary table has no other way to try.
    if (!/temporary/.test((error as Error).message)) throw error;
  } finally {
    await sql.end({ timeout: 0.5 });
  }
}
