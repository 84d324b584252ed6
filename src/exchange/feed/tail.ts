import { type Listener, listener } from '../../../db/listener.js';
import type { LogIdentity } from '../epoch/lineage.js';
import { witness } from '../epoch/witness.js';
import { GENESIS } from '../log/chain.js';
import type { EventRow } from '../log/event.js';
import { CHANNEL, type LogState, readAll, readHashes, readLog } from '../log/event.store.js';
import { writeLogCursor } from '../log/log.cursor.js';
import { Memory } from './tail.memory.js';

/** A lost notification delays by this at most. */
const POLL_MS = 500;
const BATCH = 1_000;
/** Events that it remembers as it begins. */
const REMEMBERED = 200;

export interface Follower {
  /** New events, every scope's, in order and without a gap. Called synchronously; it must not throw. */
  events(batch: readonly EventRow[]): void;
  /** The log does not go on where this process was (retention dropped what it had not read): begin anew from a cursor. */
  lost?(): void;
  /** The log goes on from this position, in another epoch: what was handed over behind it is no more, or may be. */
  back?(position: number): void;
}

/** The log is not what this process has read of it, and no epoch of it says why. */
export interface Forked {
  /** Last position that both have. */
  common: number;
  /** Last position that this process had read. */
  seen: number;
  /** The epoch that the log says it is in. */
  epoch: string;
}

export interface TailOptions {
  url: string;
  application?: string;
  /** What went wrong, the connection to the database above all: once, until it goes well again. The tail goes on. */
  onError?(error: unknown): void;
  /** Begins the epoch that is missing; the tail looks again afterwards. Left out: the tail goes back by itself. */
  onForked?(found: Forked): Promise<unknown>;
  /** A new epoch of the log was read of. */
  onEpoch?(log: LogIdentity): void;
}

/**
 * The end of the log as this process sees it: reads every new event once, hands it to whoever follows, and remembers the last
 * ones. A notification wakes it; a poll is the safety net. With each look it reads the last event that it has again: a log that
 * went back is found by its hash (epoch/README.md).
 */
export class LogTail {
  private readonly connection: Listener;
  private readonly followers = new Set<Follower>();
  private readonly memory = new Memory();
  private last = 0;
  private hash: Buffer = GENESIS;
  private identity: LogIdentity | undefined;
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
    const state = await this.connection.run(readLog);
    this.identity = identityOf(state);
    await this.stand(state.head);
    // By these it knows how far it agrees with a log that went back.
    const after = Math.max(state.startPosition, state.head - REMEMBERED);
    const recent = await this.connection.run((sql) => readAll(sql, after, REMEMBERED));
    const known = recent.filter((e) => e.position > after && e.position <= state.head);
    for (const event of known) event.log = this.log;
    this.memory.add(known);
    this.running = this.run();
  }

  /** Last position handed to the followers. */
  get position(): number {
    return this.last;
  }

  /** Which log it reads, and the epochs that it has had. */
  get log(): LogIdentity {
    if (!this.identity) throw new Error('the tail has not begun');
    return this.identity;
  }

  /** The cursor of a position that it has handed over. */
  cursorAt(position: number): string {
    return writeLogCursor(this.log, position, position === this.last ? this.hash : this.memory.hashAt(position));
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
    return position >= this.last ? [] : this.memory.since(position, this.last);
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
      const found = await this.connection.run((sql) => readAll(sql, this.last - 1, BATCH));
      if (this.closed) return;
      const own = found[0]?.position === this.last ? found.shift() : undefined;
      if (own ? !own.hash.equals(this.hash) : !(await this.keptFrom(found[0]))) {
        await this.turnBack();
        continue;
      }
      more = found.length >= BATCH - 1;
      if (found.some((event) => event.type === 'log.restored') && (await this.newEpoch())) continue;
      if (found.length > 0) this.take(found);
    }
  }

  /** Whether it is retention, or nothing, that has taken the last event read: `next` is the first one behind it, if there is one. */
  private async keptFrom(next: EventRow | undefined): Promise<boolean> {
    if (next?.position === this.last + 1 && this.last === 0) return true;
    const { head, startPosition, startHash } = await this.connection.run(readLog);
    if (this.last > head) return false;
    return this.last < startPosition || (this.last === startPosition && startHash.equals(this.hash));
  }

  /** The log says that an epoch began: whether what was read here is to be read anew. */
  private async newEpoch(): Promise<boolean> {
    const before = this.log.lineage.current;
    const state = await this.connection.run(readLog);
    this.learn(state);
    const common = state.lineage.common(before.id, this.last) ?? 0;
    if (common >= this.last) return false;
    await this.goBack(common, state);
    return true;
  }

  /** What was read last is not in the log. */
  private async turnBack(): Promise<void> {
    const { last, options } = this;
    const before = this.log.lineage.current;
    const state = await this.connection.run(readLog);
    const declared = state.lineage.common(before.id, last);
    if (declared !== null && declared < last) return this.goBack(declared, state);
    const known = this.memory.hashes(Math.min(last - 1, state.head));
    const there = await this.connection.run((sql) => readHashes(sql, [...known.keys()]));
    const same = [...known]
      .filter(([position, hash]) => there.get(position)?.equals(hash))
      .map(([position]) => position);
    // A log that ends earlier, of which nothing is remembered here, is taken for the beginning of what was read.
    const least = known.size === 0 && state.head < last ? state.head : state.startPosition;
    const common = Math.max(least, ...same);
    const epoch = state.lineage.current.id;
    await options.onForked?.({ common, seen: last, epoch });
    await this.goBack(common, await this.connection.run(readLog));
  }

  private async goBack(position: number, state: LogState): Promise<void> {
    const to = Math.min(Math.max(position, state.startPosition), state.head);
    await this.stand(to);
    this.learn(state);
    this.memory.forgetBehind(to);
    for (const follower of this.followers) follower.back?.(to);
  }

  private learn(state: LogState): void {
    const known = this.log.lineage.current.id;
    this.identity = identityOf(state);
    if (state.lineage.current.id !== known) this.options.onEpoch?.(this.log);
  }

  /** At a position that the log has. */
  private async stand(position: number): Promise<void> {
    const hashes = await this.connection.run((sql) => readHashes(sql, [position]));
    this.last = position;
    this.hash = hashes.get(position) ?? GENESIS;
  }

  private take(batch: EventRow[]): void {
    const gap = (batch[0] as EventRow).position !== this.last + 1;
    if (gap) this.memory.clear();
    const end = batch.at(-1) as EventRow;
    this.last = end.position;
    this.hash = end.hash;
    for (const event of batch) event.log = this.log;
    witness(this.log, end.position);
    this.memory.add(batch);
    for (const follower of this.followers) {
      if (gap) follower.lost?.();
      follower.events(batch);
    }
  }
}

const identityOf = ({ id, lineage }: LogIdentity): LogIdentity => ({ id, lineage });
