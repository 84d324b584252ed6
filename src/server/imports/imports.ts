import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Logger } from 'pino';
import type { Db } from '../../../db/client.js';
import { type Claimed, type FileImport, ImportRunStore, isOpen, type NewImport } from '../../exchange/core.js';
import { present } from '../../kernel/clock.js';
import { badInput } from '../../kernel/errors.js';
import { faultsOf } from '../faults/faults.js';
import type { Registers } from '../registers.js';
import type { Settings } from '../settings.js';
import { ImportThread, type Runner } from './import-thread.js';
import { LEASE_MS } from './keeping.js';
import type { AskedOptions } from './options.js';
import { runImport, type Why } from './run-import.js';
import { type Arrived, type Arriving, openSpool, type Spool } from './spool.js';

export interface ImportsDeps {
  db: Db;
  databaseUrl: string;
  application: string;
  registers: Registers;
  settings: Settings;
  log: Logger;
}

/** A file as its agency hands it in. */
export interface HandingIn extends Arriving {
  register: string;
  file: string;
  options: AskedOptions;
  /** Run it also where the same content was imported already. */
  again: boolean;
}

/** What of a file has come: all of it, and what becomes of it; or a part. */
export type HandedIn = { offset: number } | { run: FileImport; repeated: boolean };

/** Looks so often whether something waits: what another hub of this machine left, or one that was killed. */
const LOOK_MS = 5_000;
/** What is old is looked for so often. */
const SWEEP_MS = 3_600_000;
const FIRST_SWEEP_MS = 60_000;
const DAY_MS = 86_400_000;
/** A file that was begun so often, and ended its hub each time, is not begun again. */
const MOST_ATTEMPTS = 5;
/** How long running imports get to end their batch where the hub stops. */
const STOP_WITHIN_MS = 5_000;

/** Files that agencies hand in: they arrive, wait, are imported by this process, and what became of them is told (README.md). */
export class Imports {
  /** Over the background's lanes: nobody's request waits for what is asked here. */
  private readonly own: ImportRunStore;
  /** What requests ask. */
  readonly store: ImportRunStore;
  readonly spool: Spool;
  private readonly holder = randomUUID();
  private readonly runner: Runner;
  private readonly running = new Map<string, { end: AbortController; over: Promise<void> }>();
  private readonly news = new EventEmitter().setMaxListeners(0);
  private readonly stopped = new AbortController();
  private look: NodeJS.Timeout | undefined;
  private sweeps: NodeJS.Timeout | undefined;
  private first: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;
  private again = false;

  constructor(private readonly deps: ImportsDeps) {
    const { db, settings } = deps;
    this.store = new ImportRunStore(db);
    this.own = new ImportRunStore(db.background);
    this.spool = openSpool(settings);
    this.runner = settings.HUB_HEAVY_THREAD
      ? new ImportThread({ ...deps, holder: this.holder })
      : { run: (run, signal, changed) => this.runHere(run, signal, changed), stop: async () => {} };
  }

  /** Whether this process is leaving: what is told of imports ends. */
  get stopping(): AbortSignal {
    return this.stopped.signal;
  }

  async start(): Promise<void> {
    await this.spool.open();
    this.look = setInterval(() => this.wake(), LOOK_MS).unref();
    this.sweeps = setInterval(() => void this.sweep(), SWEEP_MS).unref();
    // Not at once: a hub that has just begun has others to serve.
    this.first = setTimeout(() => void this.sweep(), FIRST_SWEEP_MS).unref();
    this.wake();
  }

  /** Lets what runs end after its batch, and gives it back: this process or another of the machine takes it up again. */
  async stop(): Promise<void> {
    this.stopped.abort();
    clearInterval(this.look);
    clearInterval(this.sweeps);
    clearTimeout(this.first);
    await this.looking;
    for (const { end } of this.running.values()) end.abort('INTERRUPTED' satisfies Why);
    const over = Promise.all([...this.running.values()].map((one) => one.over));
    await Promise.race([over, new Promise((done) => setTimeout(done, STOP_WITHIN_MS).unref())]);
    await this.runner.stop();
  }

  /**
   * Takes a file in, and has it imported. What breaks off is kept where its content's hash was said. BAD_USER_INPUT where the content has
   * another hash: it is thrown away.
   */
  async handIn(asked: HandingIn, bytes: AsyncIterable<Buffer>): Promise<HandedIn> {
    const { sha256, complete, again } = asked;
    const earlier = again || !sha256 ? null : await this.store.earlier({ ...asked, sha256 });
    if (earlier) {
      for await (const _ of bytes); // its sender is heard out, or it would not hear the answer
      return { run: earlier, repeated: true };
    }
    const begun = await this.spool.take(asked, bytes, (arrived) =>
      complete ? this.whole(asked, arrived) : Promise.resolve({ offset: arrived.bytes }),
    );
    this.wake();
    return begun;
  }

  /** All of a file is here: it waits for its import, or its content was handed in before. */
  private async whole(asked: HandingIn, arrived: Arrived): Promise<HandedIn> {
    const { agencyId, register, file, options, again } = asked;
    const hash = arrived.hash ?? (await this.spool.hashOf(arrived.path));
    if (asked.sha256 !== null && hash !== asked.sha256) {
      await this.spool.remove(arrived.path);
      throw otherContent(hash);
    }
    const one: NewImport = {
      ...{ id: randomUUID(), agencyId, register, file, options, sha256: hash, bytes: arrived.bytes },
      ...{ dryRun: options.dryRun === true, receivedAt: present() },
    };
    const waiting = { agencyId, id: one.id };
    // What waits before it is written down is nobody's yet; the other way round a killed hub would leave an import without its file.
    await this.spool.keep(arrived.path, waiting);
    try {
      const begun = await this.store.begin(one, { again });
      if (begun.repeated) await this.spool.removeAll(waiting);
      const { run, repeated } = begun;
      this.deps.log.info({ import: run.id, register, bytes: one.bytes, repeated }, 'a file was handed in');
      return begun;
    } catch (error) {
      await this.spool.giveBack(waiting, hash);
      throw error;
    }
  }

  /** Asks an import to stop after the batch that is being written. Answers it as it is then. */
  async askStop(id: string): Promise<FileImport> {
    const run = await this.store.askStop(id);
    this.running.get(id)?.end.abort('STOPPED' satisfies Why);
    if (run.agencyId && !isOpen(run)) await this.spool.removeAll({ agencyId: run.agencyId, id });
    this.news.emit(id);
    return run;
  }

  /** Resolves when there may be something new of an import that this process runs, or after so many milliseconds. */
  async newsOf(id: string, withinMs: number, signal?: AbortSignal): Promise<void> {
    const signals = [AbortSignal.timeout(withinMs), this.stopping, ...(signal ? [signal] : [])];
    await once(this.news, id, { signal: AbortSignal.any(signals) }).catch(() => {});
  }

  /** Has what waits begun. */
  wake(): void {
    this.again = true;
    this.looking ??= this.begin().finally(() => {
      this.looking = null;
      if (this.again && !this.stopping.aborted) this.wake();
    });
  }

  private async begin(): Promise<void> {
    this.again = false;
    try {
      while (this.running.size < this.deps.settings.HUB_IMPORTS_AT_ONCE && !this.stopping.aborted) {
        const here = (await this.spool.waiting()).map(({ id }) => id).filter((id) => !this.running.has(id));
        const run = await this.own.claim(this.holder, here, { leaseMs: LEASE_MS, most: MOST_ATTEMPTS });
        if (!run) return;
        this.run(run);
      }
    } catch (err) {
      faultsOf(this.deps.log).report(err, 'imports wait; it is tried again');
    }
  }

  private run(run: Claimed): void {
    const end = new AbortController();
    const changed = () => void this.news.emit(run.id);
    const over = this.runner.run(run, end.signal, changed).then(async () => {
      this.running.delete(run.id);
      // One that was given back over a fault waits for the next look.
      if (await this.clear(run)) this.wake();
      changed();
    });
    this.running.set(run.id, { end, over });
    changed();
  }

  /** Removes the file of an import that has ended. False where it has not, or that cannot be told now. */
  private async clear({ id, agencyId }: Claimed): Promise<boolean> {
    try {
      const run = await this.own.find(id, null);
      if (run && isOpen(run)) return false;
      await this.spool.removeAll({ agencyId, id });
      return true;
    } catch (err) {
      faultsOf(this.deps.log).report(err, 'the file of an import could not be removed; it is tried again');
      return false;
    }
  }

  /** Works on an import in this thread: where there are no others (tests). */
  private runHere(run: Claimed, signal: AbortSignal, changed: () => void): Promise<void> {
    const { db, registers, log, settings } = this.deps;
    const { own: store, spool, holder } = this;
    const mostRejected = settings.HUB_IMPORT_LIMIT_BYTES;
    return runImport({ db: db.background, store, registers, spool, log, holder, mostRejected }, run, signal, changed);
  }

  /** Drops what is older than it is kept. */
  async sweep(): Promise<void> {
    const { settings, log } = this.deps;
    try {
      const dropped = await this.own.sweep(new Date(present().getTime() - settings.HUB_IMPORT_KEEP_DAYS * DAY_MS));
      if (dropped > 0) log.info({ dropped }, 'rejected rows of old imports are no longer kept');
      await this.spool.sweep((ids) => this.own.open(ids));
    } catch (err) {
      faultsOf(log).report(err, 'old imports could not be cleared away; it is tried again');
    }
  }

  /** Imports that run and that wait, over all hubs of the database. */
  state(): Promise<{ running: number; waiting: number }> {
    return this.own.state();
  }
}

const otherContent = (hash: string) =>
  badInput([
    {
      path: 'sha256',
      code: 'CONTENT_HASH',
      message: `what arrived has the SHA-256 ${hash}, and not the one that was said: it is thrown away; send it again from its beginning`,
    },
  ]);
