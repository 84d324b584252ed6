import { type Listener, listener } from '../../db/listener.js';
import type { EventRow } from './event.js';
import { CHANNEL, readAll, readLog } from './event.store.js';

/** A lost notification delays by this at most. */
const POLL_MS = 500;
const BATCH = 1_000;
/** What is remembered for those who come a moment later. */
const KEPT = 5_000;
const KEPT_CHARACTERS = 16_000_000;

export interface Follower {
  /** New events, every scope's, in order and without a gap. Called synchronously; it must not throw. */
  events(batch: readonly EventRow[]): void;
  /** The log does not go on where this process was (retention dropped what it had not read): begin anew from a cursor. */
  lost?(): void;
}

export interface TailOptions {
  url: string;
  application?: string;
  /** What went wrong, the connection to the database above all: once, until it goes well again. The tail goes on. */
  onError?(error: unknown): void;
}

/**
 * The end of the log as this process sees it: reads every new event once, hands it to whoever follows, and remembers the last
 * ones. A notification wakes it; a poll is the safety net.
 */
export class LogTail {
  private readonly connection: Listener;
  private readonly followers = new Set<Follower>();
  private kept: EventRow[] = [];
  private characters = 0;
  private last = 0;
  private woken = false;
  private wake = () => {};
  private closed = false;
  private failing = false;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: TailOptions) {
    const { url, application = 'hub tail' } = options;
    const notified = () => this.nudge();
    this.connection = listener({ url, channel: CHANNEL, application, notified });
  }

  /** Begins at the head of the log. Rejects where the database cannot be read. */
  async start(): Promise<void> {
    const { head } = await this.connection.run(readLog);
    this.last = head;
    this.running = this.run();
  }

  /** Last position handed to the followers. */
  get position(): number {
    return this.last;
  }

  /** Whether the log could not be read when it was last looked at. */
  get away(): boolean {
    return this.failing;
  }

  /** Hands everything that comes after the present position to the follower, until the returned function is called. */
  follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => void this.followers.delete(follower);
  }

  /** The events after a position up to the present one, if they are still remembered; else null. */
  since(position: number): readonly EventRow[] | null {
    if (position >= this.last) return [];
    const first = this.kept[0]?.position ?? this.last + 1;
    return position < first - 1 ? null : this.kept.slice(position - first + 1);
  }

  /** Looks for new events now. */
  nudge(): void {
    this.woken = true;
    this.wake();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.nudge();
    this.followers.clear();
    await this.connection.close();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      this.woken = false;
      try {
        await this.read();
        this.failing = false;
      } catch (error) {
        if (!this.closed && !this.failing) this.options.onError?.(error);
        this.failing = true;
        this.woken = false; // what woke it has failed; the next look is the poll's
      }
      await this.pause();
    }
  }

  private pause(): Promise<void> | undefined {
    if (this.woken || this.closed) return undefined;
    return new Promise((done) => {
      const timer = setTimeout(done, POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  private async read(): Promise<void> {
    for (let more = true; more && !this.closed; ) {
      const batch = await this.connection.run((sql) => readAll(sql, this.last, BATCH));
      if (batch.length > 0 && !this.closed) this.take(batch);
      more = batch.length === BATCH;
    }
  }

  private take(batch: EventRow[]): void {
    const gap = (batch[0] as EventRow).position !== this.last + 1;
    if (gap) this.forget(this.kept.length);
    this.last = (batch.at(-1) as EventRow).position;
    for (const event of batch) {
      this.kept.push(event);
      this.characters += event.data.length;
    }
    let excess = Math.max(0, this.kept.length - KEPT);
    for (let left = this.characters; left > KEPT_CHARACTERS && excess < this.kept.length; excess++)
      left -= (this.kept[excess] as EventRow).data.length;
    // Dropped in bulk: one shift for each event would copy the list each time.
    if (excess > KEPT / 10 || this.characters > KEPT_CHARACTERS) this.forget(excess);
    for (const follower of this.followers) {
      if (gap) follower.lost?.();
      follower.events(batch);
    }
  }

  private forget(count: number): void {
    for (const event of this.kept.splice(0, count)) this.characters -= event.data.length;
  }
}
