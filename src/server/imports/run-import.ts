import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Db } from '../../../db/client.js';
import { tidyAfterBulkLoad } from '../../../db/tidy.js';
import type { Claimed, ImportEnd, ImportRunStore } from '../../exchange/core.js';
import { ImportError, type ImportProgress, importFile } from '../../intake/core.js';
import { HubError } from '../../kernel/errors.js';
import { withoutPersonalData } from '../../kernel/personal-data.js';
import { awayCode } from '../faults/errors.js';
import { faultsOf } from '../faults/faults.js';
import type { RegisterName, Registers } from '../registers.js';
import { type AskedOptions, importOptionsOf } from './options.js';
import type { Spool } from './spool.js';

export interface RunDeps {
  db: Db;
  store: ImportRunStore;
  registers: Pick<Registers, 'importers' | 'ledgers' | 'agencies'>;
  spool: Pick<Spool, 'pathOf' | 'besideOf'>;
  log: Logger;
  /** Most bytes of rejected rows. */
  mostRejected: number;
  /** This process, among those that run imports. */
  holder: string;
}

/** Why an import is told to end before its end. */
export type Why = 'STOPPED' | 'INTERRUPTED' | 'LOST' | 'TOO_MANY_REJECTED';

/** It is believed to run for so long after it was last heard of, and is heard of so often. */
export const LEASE_MS = 10_000;
const BEAT_MS = 1_500;
/** How far it has come is written down so often at most. */
const TELL_MS = 300;
const MOST_WARNINGS = 20;
/** From so many new rows on, searches would be slow until the database tidies up by itself. */
const BULK = 5_000;
const NOTHING = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0, bytesRead: 0 };

/**
 * Runs an import that this process has claimed, to its end or until it is told to stop, and writes down how far it has come and how it
 * ended. Never rejects. `changed` is called whenever there is something new to read of it.
 */
export async function runImport(deps: RunDeps, run: Claimed, signal: AbortSignal, changed: () => void): Promise<void> {
  const { db, store, registers, spool, log, holder } = deps;
  const waiting = { agencyId: run.agencyId, id: run.id };
  const path = spool.pathOf(waiting);
  const stop = new AbortController();
  const end = (why: Why) => stop.abort(why);
  signal.addEventListener('abort', () => end(signal.reason as Why), { once: true });
  if (signal.aborted) end(signal.reason as Why);

  let progress = NOTHING;
  let told = NOTHING;
  const warnings: string[] = [];
  const keeper = keeping(
    async () => {
      const fresh = progress === told ? null : { ...(await sumsOf(progress)), bytesRead: progress.bytesRead, warnings };
      const now = progress;
      const kept = await store.keep(run.id, holder, LEASE_MS, fresh);
      if (!kept.held) end('LOST');
      else if (kept.stopAsked) end('STOPPED');
      told = now;
      if (fresh) changed();
    },
    () => end('LOST'),
  );

  /** What is counted of a file that was begun before is what came of it in all; the rows are those of this time. */
  async function sumsOf({ read, rejected, ...now }: typeof NOTHING) {
    const { inserted, updated } = run.resumed && !run.dryRun ? await store.written(run.id) : now;
    return { read, inserted, updated, unchanged: Math.max(0, read - inserted - updated - rejected), rejected };
  }
  const report = {
    progress: ({ bytesTotal: _, ...state }: ImportProgress) => {
      progress = state;
      keeper.soon();
      spool.besideOf(waiting).then(
        (bytes) => bytes > deps.mostRejected && end('TOO_MANY_REJECTED'),
        () => {},
      );
    },
    warn: (message: string) => {
      if (warnings.length < MOST_WARNINGS) warnings.push(withoutPersonalData(message));
    },
    end: () => {},
  };
  const ended = async (status: ImportEnd['status'], message: string | null, details: object | null = null) => {
    const rejectedFile = `${path}.rejected.csv`;
    const rejectedBytes = (await stat(rejectedFile).catch(() => null))?.size ?? null;
    const content = rejectedBytes === null ? null : createReadStream(rejectedFile, { highWaterMark: PIECE });
    const { bytesRead } = progress;
    await store.finish(
      run.id,
      holder,
      {
        status,
        ...(await sumsOf(progress)),
        bytesRead,
        message: message && withoutPersonalData(message),
        details,
        rejectedBytes,
        warnings,
      },
      content,
    );
  };

  try {
    const importer = registers.importers[run.register as RegisterName];
    const provider = await registers.agencies.viewerNamed(run.agencyId);
    const {
      file,
      receipt,
      seconds,
      rejectedFile,
      read,
      inserted,
      updated,
      unchanged,
      rejected,
      rowsPerSecond,
      ...details
    } = await importFile({
      ...importOptionsOf(run.options as AskedOptions),
      ...{ file: path, name: run.file, importer, db, provider, report, receipt: run.id, signal: stop.signal },
    });
    progress = { read, inserted, updated, unchanged, rejected, bytesRead: run.bytes };
    await keeper.stop();
    await ended('DONE', null, { seconds, ...details });
    log.info({ import: run.id, register: run.register, ...progress, seconds }, 'a file was imported');
    if (inserted + updated >= BULK && !run.dryRun)
      await tidyAfterBulkLoad(db.sql, registers.ledgers[run.register as RegisterName].table).catch((err) =>
        faultsOf(log).report(err, 'a register was not tidied up after an import; the database does it by itself'),
      );
  } catch (error) {
    await keeper.stop();
    await failed(error).catch((err) =>
      faultsOf(log).report(err, 'what became of an import could not be written down', { import: run.id }),
    );
  }
  changed();

  async function failed(error: unknown): Promise<void> {
    const why = stop.signal.aborted ? (stop.signal.reason as Why) : null;
    if (why === 'LOST') return;
    if (why === 'STOPPED') return ended('STOPPED', (error as Error).message);
    if (why === 'TOO_MANY_REJECTED') return ended('FAILED', TOO_MANY);
    if (why === 'INTERRUPTED' || awayCode(error) !== null) {
      if (!why) faultsOf(log).report(error, 'an import waits; it is taken up again', { import: run.id });
      return store.giveBack(run.id, holder);
    }
    if (error instanceof ImportError || error instanceof HubError) return ended('FAILED', error.message);
    log.error({ import: run.id, err: error }, 'an import failed');
    return ended('FAILED', `the hub failed to import it; have the operator look at its log for ${run.id}`);
  }
}

const PIECE = 1_048_576;
const TOO_MANY =
  'its rejected rows take more room than a file may; mend what they have in common, and hand the file in again';

/** Does a piece of work now and then, never twice at once; `lost` where it could not be done for as long as the lease lasts. */
function keeping(work: () => Promise<void>, lost: () => void) {
  let running: Promise<void> | null = null;
  let again: NodeJS.Timeout | undefined;
  let done = performance.now();
  const run = (): Promise<void> => {
    running ??= work()
      .then(
        () => {
          done = performance.now();
        },
        () => {
          if (performance.now() - done > LEASE_MS) lost();
        },
      )
      .finally(() => {
        running = null;
      });
    return running;
  };
  const beat = setInterval(run, BEAT_MS);
  return {
    soon: () => {
      again ??= setTimeout(() => {
        again = undefined;
        void run();
      }, TELL_MS);
    },
    stop: async (): Promise<void> => {
      clearInterval(beat);
      clearTimeout(again);
      await running;
    },
  };
}
