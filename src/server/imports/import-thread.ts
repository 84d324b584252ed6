import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Claimed } from '../../exchange/core.js';
import { faultsOf } from '../faults/faults.js';
import type { Settings } from '../settings.js';
import type { FromImports, ImportStart, ToImports } from './import.message.js';
import type { Why } from './run-import.js';

/** Runs an import that was claimed until it is over, however it ends; never rejects. */
export interface Runner {
  run(run: Claimed, signal: AbortSignal, changed: () => void): Promise<void>;
  /** Nothing runs any more. */
  stop(): Promise<void>;
}

export interface ImportThreadDeps {
  settings: Settings;
  databaseUrl: string;
  /** Name of the hub's connections in pg_stat_activity; those of the thread end with "imports". */
  application: string;
  holder: string;
  log: Logger;
}

interface Running {
  changed(): void;
  over(): void;
}

/** Without work for so long it ends: its memory and its connections are of use to others. */
const REST_MS = 30_000;
/** It closes its connections within that, or they are closed with it. */
const STOP_WITHIN_MS = 600;

/**
 * The thread of imports as the serving thread sees it. It begins with the first import, and ends when it has had none for a while. One that
 * is lost (out of memory) loses what it ran: their leases end, and they are taken up again.
 */
export class ImportThread implements Runner {
  private worker: Worker | null = null;
  private readonly running = new Map<string, Running>();
  private rest: NodeJS.Timeout | undefined;

  constructor(private readonly deps: ImportThreadDeps) {}

  run(run: Claimed, signal: AbortSignal, changed: () => void): Promise<void> {
    clearTimeout(this.rest);
    const worker = this.begin();
    return new Promise((done) => {
      const end = () => worker.postMessage({ kind: 'end', id: run.id, why: signal.reason as Why } satisfies ToImports);
      const over = () => {
        signal.removeEventListener('abort', end);
        this.running.delete(run.id);
        if (this.running.size === 0) this.rest = setTimeout(() => void this.stop(), REST_MS).unref();
        done();
      };
      this.running.set(run.id, { changed, over });
      worker.postMessage({ kind: 'run', run } satisfies ToImports);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }

  async stop(): Promise<void> {
    clearTimeout(this.rest);
    const { worker } = this;
    if (!worker) return;
    this.worker = null;
    const ended = new Promise((done) => worker.once('exit', done));
    worker.postMessage({ kind: 'stop' } satisfies ToImports);
    const hurry = setTimeout(() => void worker.terminate(), STOP_WITHIN_MS);
    await ended;
    clearTimeout(hurry);
  }

  private begin(): Worker {
    if (this.worker) return this.worker;
    const { settings, databaseUrl, application, holder, log } = this.deps;
    const { HUB_WEBHOOK_ALLOW: _, ...plain } = settings;
    const start: ImportStart = { settings: plain, databaseUrl, application: `${application} imports`, holder };
    const worker = new Worker(new URL('../import.thread.js', import.meta.url), {
      workerData: start,
      name: 'hub imports',
      resourceLimits: { maxOldGenerationSizeMb: settings.HUB_HEAVY_MEMORY_MB },
    });
    this.worker = worker;
    worker.on('message', (message: FromImports) => {
      if (message.kind === 'changed') this.running.get(message.id)?.changed();
      else if (message.kind === 'over') this.running.get(message.id)?.over();
      else if (message.kind === 'fault') faultsOf(log).met(message.cause, message.more);
    });
    worker.on('error', (err) =>
      faultsOf(log).report(err, 'the thread of imports failed; what it ran is taken up again'),
    );
    worker.once('exit', () => {
      if (this.worker === worker) this.worker = null;
      for (const { over } of [...this.running.values()]) over();
    });
    worker.unref();
    return worker;
  }
}
