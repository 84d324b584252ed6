import { below, pause, pick } from '../chance.js';
import { deadline } from '../deadline.js';
import type { Holding } from '../messages.js';
import { Broken, type Heard, type Way, WentBack } from './way.js';

/** An event of the log in the database, as a consumer must hold it. */
export type Expected = Pick<Heard, 'position' | 'hash'>;

export interface ConsumerOptions {
  name: string;
  way: Way;
  hubs: readonly string[];
  key: string;
  /** Cursor before the first event, and its position. */
  start: string;
  /** Whether it remembers its cursor badly now and then, as a client does that dies before it has stored it. */
  forgetful: boolean;
}

/** Cursors that a forgetful consumer may fall back to. */
const REMEMBERED = 200;
/** Of a hash: enough to tell events apart, and a small integer. */
const digest = (hash: string): number => Number.parseInt(hash.slice(0, 7), 16);

/** Listens over one way, comes back with its last cursor to any hub whenever the way ends, and keeps account of what it hears. */
export class Consumer {
  private readonly positions: number[] = [];
  private readonly digests: number[] = [];
  private readonly failures: string[] = [];
  private recent: { cursor: string; position: number }[];
  private received = 0;
  private duplicates = 0;
  private outOfOrder = 0;
  private foreign = 0;
  private withdrawn = 0;
  private goOnFrom: string | undefined;
  private connections = 0;
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ConsumerOptions) {
    this.recent = [{ cursor: options.start, position: 0 }];
  }

  get name(): string {
    return this.options.name;
  }

  /** Last position heard. */
  get position(): number {
    return this.positions.at(-1) ?? 0;
  }

  start(): void {
    this.running = this.run();
  }

  /** Ends it, and holds what it has against the log. */
  async finish(expected: readonly Expected[]): Promise<Holding> {
    this.stopping.abort();
    await this.running;
    let lost = 0;
    let foreign = this.foreign;
    let at = 0;
    for (const { position, hash } of expected) {
      for (; (this.positions[at] ?? Number.POSITIVE_INFINITY) < position; at++) foreign++;
      if (this.positions[at] !== position) lost++;
      else if (this.digests[at++] !== digest(hash)) foreign++;
    }
    foreign += this.positions.length - at;
    const { name, received, duplicates, outOfOrder, connections, failures } = this;
    return {
      name,
      expected: expected.length,
      received,
      duplicates,
      lost,
      withdrawn: this.withdrawn,
      outOfOrder,
      foreign,
      connections,
      failures,
    };
  }

  private async run(): Promise<void> {
    const { way, hubs, key, forgetful } = this.options;
    while (!this.stopping.signal.aborted) {
      // Every other time at least half of what it remembered.
      if (forgetful && this.connections % 2 === 1) this.recent.length = 1 + below(Math.ceil(this.recent.length / 2));
      const { cursor, position } = this.recent.at(-1) as { cursor: string; position: number };
      let last = this.goOnFrom ? 0 : position;
      this.connections++;
      const ended = new AbortController();
      const { signal, clear } = deadline(null, this.stopping.signal, ended.signal);
      const heard = (event: Heard) => {
        if (event.position <= last && !way.repeats) this.outOfOrder++;
        last = event.position;
        this.take(event);
      };
      const moved = (to: string) => void this.recent.push({ cursor: to, position: last });
      const restored = (beganAfter: number, at?: string) => {
        last = Math.min(last, beganAfter);
        this.goBack(beganAfter, at);
      };
      try {
        await way.listen({ hub: pick(hubs), key, after: this.goOnFrom ?? cursor, heard, moved, restored, signal });
      } catch (error) {
        if (error instanceof WentBack) {
          if (error.from !== null) this.goBack(error.from - 1, error.common);
          else this.goOnFrom = error.common;
        } else if (error instanceof Broken) this.failures.push(error.message);
        // A hub that refuses what it should take would be asked for ever; that it was killed is the soak's doing.
        else if (
          /CURSOR_INVALID|BAD_USER_INPUT|FORBIDDEN|INTERNAL_SERVER/.test(String(error)) &&
          this.failures.length < 5
        )
          this.failures.push(String(error).slice(0, 500));
      }
      ended.abort();
      clear();
      if (!this.stopping.signal.aborted) await pause(10 + below(200));
    }
  }

  /** What it has behind a position is no more. */
  private goBack(position: number, cursor?: string): void {
    const kept = this.positions.findIndex((p) => p > position);
    if (kept >= 0) {
      this.withdrawn += this.positions.length - kept;
      this.positions.length = kept;
      this.digests.length = kept;
    }
    this.recent = this.recent.filter((r) => r.position <= position);
    if (cursor !== undefined || this.recent.length === 0)
      this.recent.push({ cursor: cursor ?? this.options.start, position: cursor === undefined ? 0 : position });
  }

  private take({ position, hash, cursor }: Heard): void {
    this.received++;
    // It was told where to go on, and not which position that is: this is the first one behind it.
    if (this.goOnFrom) this.goBack(position - 1, this.goOnFrom);
    this.goOnFrom = undefined;
    this.recent.push({ cursor, position });
    if (this.recent.length > 2 * REMEMBERED) this.recent = this.recent.slice(-REMEMBERED);
    const known = this.positions.length;
    if (known === 0 || position > (this.positions[known - 1] as number)) {
      this.positions.push(position);
      this.digests.push(digest(hash));
      return;
    }
    const at = indexOf(this.positions, position);
    if (at >= 0 && this.digests[at] === digest(hash)) this.duplicates++;
    // It came after a later one, and not for the second time: so it had been left out.
    else this.foreign++;
  }
}

function indexOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] as number;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
