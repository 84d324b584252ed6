import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { HubError } from '../../kernel/errors.js';
import type { Patience } from '../../kernel/patience.js';
import type { Seen } from '../database/reads.js';
import type { Cause } from '../faults/fault.cause.js';
import { faultsOf } from '../faults/faults.js';
import type { Settings } from '../settings.js';
import type { FromHeavy, HeavyAnswer, HeavyStart, HeavyTask, ToHeavy } from './heavy.message.js';

/** How often the thread is asked whether it is there while it works. */
const ASK_MS = 1_000;
/** After it has said nothing for so long it hangs in one operation, and is ended: no operation is worth all others. */
const HANGS_MS = 15_000;
/** One that ends sooner than this after it began is not begun again at once. */
const SHORT_LIFE_MS = 2_000;
/** It closes its connections within that, or they are closed with it. */
const STOP_WITHIN_MS = 600;

export interface HeavyDeps {
  settings: Settings;
  databaseUrl: string;
  /** Name of the hub's connections in pg_stat_activity; those of the thread end with "heavy". */
  application: string;
  subgraph: string | undefined;
  log: Logger;
  onStatement?: ((text: string) => void) | undefined;
  /** Told of each statement of the thread that was cancelled because nobody waited for it any more. */
  onCancelled?: (() => void) | undefined;
  /** What this process has seen of the log: the thread reads nothing older from a standby. */
  seen?: (() => Seen) | undefined;
  /** Told of each query of the thread, where it was read. */
  onRead?: ((place: 'standby' | 'primary') => void) | undefined;
  /** Told what the thread met that keeps the hub from answering. */
  onFault?: ((cause: Cause, more: object) => void) | undefined;
}

interface Pending {
  resolve(answer: HeavyAnswer): void;
  reject(reason: unknown): void;
}

/** The heavy thread as the serving thread sees it. It begins with the first operation that it is handed, and again after it was lost. */
export class HeavyThread {
  private worker: Worker | null = null;
  private ready: Promise<void> = Promise.resolve();
  private isReady = false;
  private readonly pending = new Map<number, Pending>();
  private next = 1;
  private heard = 0;
  private began = 0;
  private asking: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(readonly deps: HeavyDeps) {}

  /** Operations handed over and not answered. */
  get size(): number {
    return this.pending.size;
  }

  /** Begins the thread before it is needed: its first operation need not wait for it. */
  async warm(): Promise<void> {
    this.begin();
    await this.ready;
  }

  /**
   * Has an operation run there. Fails with UNAVAILABLE where the thread was lost under it, and with the reason why its caller
   * waits no longer: the thread is told, and cancels what it asks of the database.
   */
  run(task: HeavyTask, patience?: Patience): Promise<HeavyAnswer> {
    if (patience?.over) return Promise.reject(patience.over);
    if (this.stopped) return Promise.reject(lost());
    const worker = this.begin();
    const id = this.next++;
    return new Promise<HeavyAnswer>((resolve, reject) => {
      const left = (why: unknown) => {
        this.pending.delete(id);
        this.tell(worker, { kind: 'leave', id });
        reject(why);
      };
      const over = () => {
        this.pending.delete(id);
        patience?.offEnd(left);
      };
      this.pending.set(id, {
        resolve: (answer) => {
          over();
          resolve(answer);
        },
        reject: (reason) => {
          over();
          reject(reason);
        },
      });
      patience?.onEnd(left);
      this.watch();
      this.tell(worker, { kind: 'run', id, task, seen: this.deps.seen?.() });
    });
  }

  /** Ends it; what runs there is answered as unavailable. */
  async stop(): Promise<void> {
    this.stopped = true;
    const { worker } = this;
    if (!worker) return;
    // One that is still beginning hears nothing yet, and would go on to open connections.
    if (!this.isReady) return void (await worker.terminate());
    const ended = new Promise((done) => worker.once('exit', done));
    this.tell(worker, { kind: 'stop' });
    const hurry = setTimeout(() => void worker.terminate(), STOP_WITHIN_MS);
    await ended;
    clearTimeout(hurry);
  }

  private begin(): Worker {
    if (this.worker) return this.worker;
    const now = performance.now();
    if (this.began && now - this.began < SHORT_LIFE_MS) throw lost();
    this.began = now;
    const { settings, log } = this.deps;
    const worker = new Worker(new URL('../heavy.thread.js', import.meta.url), {
      workerData: startOf(this.deps),
      name: 'hub heavy',
      resourceLimits: { maxOldGenerationSizeMb: settings.HUB_HEAVY_MEMORY_MB },
    });
    this.worker = worker;
    this.isReady = false;
    this.ready = new Promise((done) => {
      worker.once('exit', () => done());
      worker.on('message', (message: FromHeavy) => {
        this.heard = performance.now();
        if (message.kind === 'ready') {
          this.isReady = true;
          done();
        }
        this.hear(message);
      });
    });
    worker.on('error', (err) =>
      faultsOf(log).report(err, 'the heavy thread failed; it is begun again when it is needed'),
    );
    worker.once('exit', () => this.ended(worker));
    worker.unref();
    return worker;
  }

  private hear(message: FromHeavy): void {
    if (message.kind === 'answered') this.pending.get(message.id)?.resolve(message.answer);
    else if (message.kind === 'failed') this.pending.get(message.id)?.reject(new Error(message.message));
    else if (message.kind === 'cancelled') this.deps.onCancelled?.();
    else if (message.kind === 'read') this.deps.onRead?.(message.place);
    else if (message.kind === 'fault') this.deps.onFault?.(message.cause, message.more);
    else if (message.kind === 'statement') this.deps.onStatement?.(message.text);
  }

  private tell(worker: Worker, message: ToHeavy): void {
    if (this.worker === worker) worker.postMessage(message);
  }

  private ended(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = null;
    clearInterval(this.asking);
    this.asking = undefined;
    for (const { reject } of [...this.pending.values()]) reject(lost());
  }

  /** Sees to it, while it works, that it does not hang. */
  private watch(): void {
    if (this.asking) return;
    this.heard = performance.now();
    let asked = performance.now();
    this.asking = setInterval(() => {
      const { worker } = this;
      const now = performance.now();
      // Where this very thread was held up, or the whole process was, nothing is known of the other.
      const late = now - asked > 2 * ASK_MS;
      asked = now;
      if (!worker || this.pending.size === 0) {
        clearInterval(this.asking);
        this.asking = undefined;
      } else if (!late && now - this.heard > HANGS_MS) {
        this.deps.log.error({ operations: this.pending.size }, 'the heavy thread hangs in an operation; it is ended');
        void worker.terminate();
      } else this.tell(worker, { kind: 'ask' });
    }, ASK_MS);
    this.asking.unref();
  }
}

const lost = () => new HubError('UNAVAILABLE', 'the hub could not finish this; try again shortly', { retryAfter: 1 });

function startOf({ settings, databaseUrl, application, subgraph, onStatement }: HeavyDeps): HeavyStart {
  const { HUB_WEBHOOK_ALLOW, ...plain } = settings;
  return {
    settings: plain,
    allow: HUB_WEBHOOK_ALLOW?.map(([address, bits]) => `${address}/${bits}`).join(',') || null,
    databaseUrl,
    application: `${application} heavy`,
    subgraph: subgraph ?? null,
    tellStatements: Boolean(onStatement),
  };
}
