import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { Db } from '../../../db/client.js';
import { tidyAfterBulkLoad } from '../../../db/tidy.js';
import { type Claimed, type ImportEnd, type ImportRunStore, keptNothing } from '../../exchange/core.js';
import {
  type Counts,
  ImportError,
  type ImportReport,
  type ImportSummary,
  importFile,
  type Outcome,
  withNothingKept,
} from '../../intake/core.js';
import { HubError } from '../../kernel/errors.js';
import { withoutPersonalData } from '../../kernel/personal-data.js';
import { awayCode } from '../faults/errors.js';
import { faultsOf } from '../faults/faults.js';
import type { RegisterName, Registers } from '../registers.js';
import { Keeping, LEASE_MS } from './keeping.js';
import { type AskedOptions, importOptionsOf } from './options.js';
import type { Spool, Waiting } from './spool.js';
import { byHttp } from './ways.js';

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

const MOST_WARNINGS = 20;
/** From so many new rows on, searches would be slow until the database tidies up by itself. */
const BULK = 5_000;
/** Bytes of a rejected file in one row of the database. */
const PIECE = 1_048_576;
const NOTHING = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0, bytesRead: 0 };
const TOO_MANY =
  'its rejected rows take more room than a file may; mend what they have in common, and hand the file in again';

/**
 * Runs an import that this process has claimed, to its end or until it is told to stop, and writes down how far it has come and how it
 * ended. Never rejects. `changed` is called whenever there is something new to read of it.
 */
export const runImport = (deps: RunDeps, run: Claimed, signal: AbortSignal, changed: () => void): Promise<void> =>
  new Running(deps, run, changed).run(signal);

class Running {
  private readonly options: AskedOptions;
  private readonly waiting: Waiting;
  private readonly path: string;
  private readonly stop = new AbortController();
  private readonly warnings: string[] = [];
  private progress = NOTHING;
  /** The progress that is written down. */
  private told = NOTHING;
  private readonly keeping = new Keeping(
    () => this.tell(),
    () => this.end('LOST'),
  );

  constructor(
    private readonly deps: RunDeps,
    private readonly claimed: Claimed,
    private readonly changed: () => void,
  ) {
    this.options = claimed.options as AskedOptions;
    this.waiting = { agencyId: claimed.agencyId, id: claimed.id };
    this.path = deps.spool.pathOf(this.waiting);
  }

  async run(signal: AbortSignal): Promise<void> {
    const heard = () => this.end(signal.reason as Why);
    signal.addEventListener('abort', heard, { once: true });
    if (signal.aborted) heard();
    const { log } = this.deps;
    const { id } = this.claimed;
    try {
      const summary = await this.import();
      await this.keeping.stop();
      await this.succeeded(summary);
    } catch (error) {
      await this.keeping.stop();
      const unwritten = (err: unknown) =>
        faultsOf(log).report(err, 'what became of an import could not be written down', { import: id });
      await this.failed(error).catch(unwritten);
    }
    signal.removeEventListener('abort', heard);
    this.changed();
  }

  private end(why: Why): void {
    this.stop.abort(why);
  }

  private async import(): Promise<ImportSummary> {
    const { db, registers } = this.deps;
    const { id, agencyId, register, file: name } = this.claimed;
    const importer = registers.importers[register as RegisterName];
    const provider = await registers.agencies.viewerNamed(agencyId);
    return importFile({
      ...importOptionsOf(this.options),
      ...{
        file: this.path,
        name,
        importer,
        db,
        provider,
        receipt: id,
        report: this.report(),
        ways: byHttp(id),
        signal: this.stop.signal,
      },
    });
  }

  private report(): ImportReport {
    return {
      progress: ({ bytesTotal: _, ...state }) => {
        this.progress = state;
        this.keeping.soon();
        void this.boundRejected();
      },
      warn: (message) => {
        if (this.warnings.length < MOST_WARNINGS) this.warnings.push(this.shown(message));
      },
      end: () => {},
    };
  }

  /** A file that is packed well may be far larger than what was handed in: what it leaves on the disk is bounded too. */
  private async boundRejected(): Promise<void> {
    const bytes = await this.deps.spool.besideOf(this.waiting).catch(() => 0);
    if (bytes > this.deps.mostRejected) this.end('TOO_MANY_REJECTED');
  }

  /** Says that it runs, and how far it has come. */
  private async tell(): Promise<void> {
    const { store, holder } = this.deps;
    const { progress, warnings } = this;
    const isNew = progress !== this.told;
    const news = isNew ? { ...(await this.sumsOf(progress)), bytesRead: progress.bytesRead, warnings } : null;
    const { held, stopAsked } = await store.keep(this.claimed.id, holder, LEASE_MS, news);
    if (!held) this.end('LOST');
    else if (stopAsked) this.end('STOPPED');
    this.told = progress;
    if (isNew) this.changed();
  }

  /** What came of a file that was begun before is what it wrote in all; its rows are those of this time. */
  private async sumsOf({ read, rejected, ...now }: typeof NOTHING) {
    const { resumed, dryRun, id } = this.claimed;
    const { inserted, updated } = resumed && !dryRun ? await this.deps.store.written(id) : now;
    return { read, inserted, updated, unchanged: Math.max(0, read - inserted - updated - rejected), rejected };
  }

  private async succeeded(summary: ImportSummary): Promise<void> {
    const { log, db, registers } = this.deps;
    const { id, register, dryRun, bytes: bytesRead } = this.claimed;
    const { read, inserted, updated, unchanged, rejected, seconds, warning, faults, changes, assumed } = summary;
    this.progress = { read, inserted, updated, unchanged, rejected, bytesRead };
    await this.ended('DONE', warning, { faults, changes, assumed });
    log.info({ import: id, register, ...this.progress, seconds }, 'a file was imported');
    if (dryRun || inserted + updated < BULK) return;
    await tidyAfterBulkLoad(db.sql, registers.ledgers[register as RegisterName].table).catch((err) =>
      faultsOf(log).report(err, 'a register was not tidied up after an import; the database does it by itself'),
    );
  }

  private async failed(error: unknown): Promise<void> {
    const { store, log, holder } = this.deps;
    const { id } = this.claimed;
    const why = this.stop.signal.aborted ? (this.stop.signal.reason as Why) : null;
    if (error instanceof ImportError && error.outcome) this.progress = { ...this.progress, ...countsOf(error.outcome) };
    if (why === 'LOST') return;
    if (why === 'STOPPED') return this.ended('STOPPED', (error as Error).message);
    if (why === 'TOO_MANY_REJECTED') return this.ended('FAILED', TOO_MANY);
    if (why === 'INTERRUPTED' || awayCode(error) !== null) {
      if (!why) faultsOf(log).report(error, 'an import waits; it is taken up again', { import: id });
      return store.giveBack(id, holder);
    }
    if (error instanceof ImportError || error instanceof HubError) return this.ended('FAILED', error.message);
    log.error({ import: id, err: error }, 'an import failed');
    return this.ended('FAILED', `the hub failed to import it; have the operator look at its log for ${id}`);
  }

  private async ended(status: ImportEnd['status'], message: string | null, details: object | null = null) {
    const { store, holder } = this.deps;
    const rejectedFile = `${this.path}.rejected.csv`;
    const rejectedBytes = (await stat(rejectedFile).catch(() => null))?.size ?? null;
    const content = rejectedBytes === null ? null : createReadStream(rejectedFile, { highWaterMark: PIECE });
    const nothing = keptNothing({ status, options: this.options });
    const counts = nothing ? withNothingKept(this.progress) : await this.sumsOf(this.progress);
    const { warnings } = this;
    const { bytesRead } = this.progress;
    const told = {
      message: message && this.shown(message),
      details: this.masked(details) as object | null,
      warnings,
      bytesRead,
      rejectedBytes,
    };
    await store.finish(this.claimed.id, holder, { status, ...counts, ...told }, content);
  }

  /** A text as its agency may read it: without persons' numbers, and without a word of where this machine keeps the file. */
  private shown(text: string): string {
    const { file } = this.claimed;
    return withoutPersonalData(
      text.replaceAll(this.path, file).replaceAll(dirname(this.path), 'the folder of uploads'),
    );
  }

  /** The same of every text in it. */
  private masked(value: unknown): unknown {
    if (typeof value === 'string') return this.shown(value);
    if (Array.isArray(value)) return value.map((one) => this.masked(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.masked(one)]));
  }
}

const countsOf = ({ read, inserted, updated, unchanged, rejected }: Outcome): Counts => ({
  ...{ read, inserted, updated, unchanged, rejected },
});
