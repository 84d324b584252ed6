import { setMaxListeners } from 'node:events';
import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { type Clock, systemClock } from '../../kernel/clock.js';
import type { EventReader } from '../feed/event.reader.js';
import type { LogTail } from '../feed/tail.js';
import { Bell } from './bell.js';
import { DeliveryStore, type Held } from './delivery.store.js';
import { disableAndTell } from './disable.js';
import { Keeper } from './keeper.js';
import { beyond, Lane, type LaneDeps } from './lane.js';
import type { Sender } from './sender.js';
import { Turnstile } from './turnstile.js';
import { WebhookStore } from './webhook.store.js';

/** Webhooks that one process holds at most, attempts at once, and how many of these may go to endpoints that are failing. */
const MOST_HELD = 2_000;
const MOST_ATTEMPTS = 256;
const MOST_FAILING = 128;
/** How often a process looks for webhooks that nobody holds, and whether those that it holds have changed. */
const LOOK_MS = 1_000;
/** For the database, after attempts have ended or were given up. */
const LAST_WRITE_MS = 1_000;

export interface WorkerOptions {
  db: Db;
  reader: EventReader;
  /** Wakes deliveries and remembers recent events; without it the log is polled. */
  tail?: Pick<LogTail, 'since' | 'log' | 'follow'> | undefined;
  keyring: Pick<Keyring, 'open'>;
  sender: Sender;
  /** Time limit of an attempt, in milliseconds. */
  attemptMs: number;
  clock?: Clock;
  lookMs?: number;
  /** Attempts as they end, for the metrics. */
  measured?(outcome: 'acknowledged' | 'failed', durationMs: number): void;
  /** What went wrong inside the hub; deliveries go on. */
  onError?(error: unknown, webhookId?: string): void;
}

/** Delivers webhooks: takes those that no process holds, and runs each in a lane of its own (README.md). */
export class WebhookWorker {
  private readonly store: DeliveryStore;
  private readonly lanes = new Map<string, Lane>();
  private readonly runs = new Set<Promise<void>>();
  private readonly keeper: Keeper;
  private readonly deps: LaneDeps;
  private readonly leaseMs: number;
  private readonly bell = new Bell();
  private readonly giveUp = new AbortController();
  private stopping = false;
  private looking: Promise<void> = Promise.resolve();
  private unfollow = () => {};

  constructor(private readonly options: WorkerOptions) {
    const { db, reader, tail, keyring, sender, attemptMs, clock = systemClock } = options;
    this.store = new DeliveryStore(db);
    setMaxListeners(0, this.giveUp.signal); // one for each attempt under way
    this.leaseMs = attemptMs + beyond(attemptMs);
    const onError = (error: unknown, id?: string) => void (this.stopping || options.onError?.(error, id));
    this.keeper = new Keeper({ store: this.store, leaseMs: this.leaseMs, held: this.lanes, onError });
    const webhooks = new WebhookStore(db);
    const attempts = new Turnstile(MOST_ATTEMPTS);
    const failing = new Turnstile(MOST_FAILING);
    this.deps = {
      ...{ reader, tail, sender, clock, attemptMs, onError },
      keeper: this.keeper,
      signal: this.giveUp.signal,
      open: (sealed) => keyring.open(sealed),
      turn: (hurt, attempt) => (hurt ? failing.run(() => attempts.run(attempt)) : attempts.run(attempt)),
      read: async (id) => (await this.store.read([id]))[0] ?? null,
      disable: async ({ id, revision, leaseToken }, reason, error) => {
        const only = { revision, leaseToken };
        await disableAndTell(db, webhooks, { agencyId: null }, id, { reason, error, at: clock.now(), only });
      },
      measured: (outcome, durationMs) => options.measured?.(outcome, durationMs),
    };
  }

  start(): void {
    const ring = () => this.ring();
    this.unfollow = this.options.tail?.follow({ events: ring, lost: ring, back: () => this.nudge() }) ?? (() => {});
    this.keeper.start();
    this.looking = this.look();
  }

  /** Looks now for webhooks to take, and for what has become due. */
  nudge(): void {
    this.bell.ring();
    this.ring();
  }

  /** Begins no attempt any more, lets those under way end for so many milliseconds, and gives the webhooks back. */
  async stop(withinMs: number): Promise<void> {
    this.stopping = true;
    this.unfollow();
    this.bell.ring();
    this.end();
    const late = setTimeout(() => this.giveUp.abort(), withinMs);
    let hurry: NodeJS.Timeout | undefined;
    // Who waits for the database alone is not waited for.
    const over = new Promise<void>((done) => {
      hurry = setTimeout(done, withinMs + LAST_WRITE_MS);
    });
    await Promise.race([this.leave(), over]);
    clearTimeout(late);
    clearTimeout(hurry);
  }

  private async leave(): Promise<void> {
    await this.looking;
    this.end(); // what was being claimed meanwhile
    await Promise.all(this.runs);
    await this.keeper.close();
    await this.store.release([...this.lanes.values()].flatMap((lane) => lane.lease ?? [])).catch(() => {});
  }

  private end(): void {
    for (const lane of this.lanes.values()) lane.end();
  }

  private ring(): void {
    for (const lane of this.lanes.values()) lane.ring();
  }

  private async look(): Promise<void> {
    for (let failing = false; !this.stopping; ) {
      try {
        await this.survey();
        await this.claim();
        failing = false;
      } catch (error) {
        if (!failing && !this.stopping) this.options.onError?.(error);
        failing = true;
      }
      await this.bell.wait(this.options.lookMs ?? LOOK_MS);
    }
  }

  /** A change by an agency, a deletion, an agency that was disabled. */
  private async survey(): Promise<void> {
    if (this.lanes.size === 0) return;
    const before = [...this.lanes.values()];
    const seen = new Map((await this.store.survey()).map((s) => [s.id, s]));
    for (const lane of before) lane.see(seen.get(lane.id));
  }

  private async claim(): Promise<void> {
    const room = MOST_HELD - this.lanes.size;
    if (room <= 0) return;
    const started = performance.now();
    // A lane whose lease has ended while the database was away renews it itself, or is told that another holds it now.
    const leases = await this.store.claim(this.leaseMs, room, [...this.lanes.keys()]);
    const found = await this.store.read(leases.map(({ id }) => id));
    for (const held of found) this.open(held, started + this.leaseMs);
    // One that was disabled just now is given back: enabled again, it need not wait for the lease to end.
    await this.store.release(leases.filter(({ id }) => !this.lanes.has(id)));
  }

  private open(held: Held, leaseUntil: number): void {
    const lane = new Lane(held, leaseUntil, this.deps);
    this.lanes.set(lane.id, lane);
    const run = lane.run().then(() => this.retire(lane));
    this.runs.add(run);
    void run.finally(() => this.runs.delete(run));
  }

  /** A lane that has ended by itself is written down and given back. */
  private async retire(lane: Lane): Promise<void> {
    if (this.stopping) return;
    await this.keeper.written();
    this.lanes.delete(lane.id);
    const { lease } = lane;
    if (lease) await this.store.release([lease]).catch((error) => this.options.onError?.(error, lane.id));
  }
}
