import { Bell } from './bell.js';
import type { Delivery, DeliveryStore, Progress, Seen } from './delivery.store.js';

/** How long acknowledgements may wait to be written down: what a crash loses of them is delivered again. */
const WRITE_WITHIN_MS = 200;
/** Pause after the database could not be reached. */
const AGAIN_MS = 500;

/** What is written down for a held webhook. */
export interface Kept {
  readonly id: string;
  /** Whether it has something to write, or its lease is to be renewed. */
  due(now: number): boolean;
  progress(): Progress;
  /** Attempts made since they were last taken. */
  take(): Delivery[];
  giveBack(made: Delivery[]): void;
  /** Written down; the lease lasts until then, by performance.now(). Without `seen` it is held no more. */
  kept(seen: Seen | undefined, leaseUntil: number): void;
}

export interface KeeperOptions {
  store: DeliveryStore;
  leaseMs: number;
  held: ReadonlyMap<string, Kept>;
  onError(error: unknown): void;
}

/**
 * The bookkeeping of everything that this process delivers, many webhooks in one transaction: so a fast endpoint waits for the
 * database once in many events, and leases are renewed on the way.
 */
export class Keeper {
  private readonly bell = new Bell();
  private waiting: (() => void)[] = [];
  private closed = false;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: KeeperOptions) {}

  start(): void {
    this.running = this.run();
  }

  /** Writes soon rather than when it is time. */
  hurry(): void {
    this.bell.ring();
  }

  /** Resolves when everything that stands now is written down, or the keeper is closed. */
  written(): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((done) => {
      this.waiting.push(done);
      this.bell.ring();
    });
  }

  /** Writes a last time if the database lets it. */
  async close(): Promise<void> {
    this.closed = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let last = false; !last; ) {
      await this.bell.wait(WRITE_WITHIN_MS);
      last = this.closed;
      const waiting = this.waiting.splice(0);
      try {
        await this.write(waiting.length > 0 || last);
        for (const done of waiting) done();
      } catch (error) {
        this.options.onError(error);
        this.waiting.unshift(...waiting);
        if (!this.closed) await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
    for (const done of this.waiting.splice(0)) done();
  }

  private async write(all: boolean): Promise<void> {
    const { store, leaseMs, held } = this.options;
    const started = performance.now();
    const kept = [...held.values()].filter((one) => all || one.due(started));
    if (kept.length === 0) return;
    const made = kept.map((one) => [one, one.take()] as const);
    let seen: Seen[];
    try {
      seen = await store.keep(
        leaseMs,
        kept.map((one) => one.progress()),
        made.flatMap(([, deliveries]) => deliveries),
      );
    } catch (error) {
      for (const [one, deliveries] of made) one.giveBack(deliveries);
      throw error;
    }
    const byId = new Map(seen.map((s) => [s.id, s]));
    for (const one of kept) one.kept(byId.get(one.id), started + leaseMs);
  }
}
