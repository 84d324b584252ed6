import type { DoorMetrics } from '../watch/door-metrics.js';

/** What has begun to arrive and not ended: a body, a message. */
export interface Arriving {
  /** Whose it is: each of these has a part of the whole. */
  readonly shares: readonly Share[];
  /** It took longer than it may, or what it holds is needed: it is given up, and its caller told. */
  giveUp(why: 'late' | 'full'): void;
}

/** A part of the whole: of an agency, of the public, of an address within the public. */
export interface Share {
  name: string;
  /** Its size, of the whole. */
  part: number;
}

export interface HeldLimits {
  /** Bytes over all. */
  total: number;
  /** No share is smaller, so that the largest body fits by itself. */
  least: number;
  /** Milliseconds that one may take. */
  within: number;
}

interface Entry {
  bytes: number;
  since: number;
}

/** How often it is looked for those that take too long. */
const LOOK_MS = 250;
/** One that has been arriving for so long makes room for others; those who come at once are refused before they are read. */
const SLOW_MS = 2_000;

/** Bytes that callers have begun to send, over the whole process: all there is of a body in memory before it is read. */
export class Held {
  /** In the order in which they began. */
  private readonly entries = new Map<Arriving, Entry>();
  private readonly byShare = new Map<string, number>();
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: HeldLimits,
    private readonly metrics: Pick<DoorMetrics, 'bodyBytes' | 'refused'>,
  ) {}

  begin(one: Arriving): void {
    this.entries.set(one, { bytes: 0, since: performance.now() });
    this.timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** It holds so many bytes now. False where there is no room for them: it must be given up. */
  grow(one: Arriving, bytes: number): boolean {
    const entry = this.entries.get(one);
    if (!entry) return false;
    const more = bytes - entry.bytes;
    if (more > 0 && !this.hasRoom(one, more)) return false;
    this.count(one, entry, more);
    return true;
  }

  end(one: Arriving): void {
    const entry = this.entries.get(one);
    if (!entry) return;
    this.count(one, entry, -entry.bytes);
    this.entries.delete(one);
  }

  private fullShare(shares: readonly Share[], more: number): string | null {
    const { total, least } = this.limits;
    const full = shares.find(
      ({ name, part }) => (this.byShare.get(name) ?? 0) + more > Math.max(total * part, Math.min(least, total)),
    );
    return full?.name ?? null;
  }

  /** Whether it may hold so many bytes more; those who have long been arriving are given up for it. */
  hasRoom(one: Arriving, more: number): boolean {
    if (this.makeRoom(one, more)) return true;
    this.metrics.refused.inc({ bound: 'HUB_BODIES_LIMIT_BYTES' });
    return false;
  }

  private makeRoom(one: Arriving, more: number): boolean {
    const fits = () => this.fullShare(one.shares, more) === null && this.bytes + more <= this.limits.total;
    const slow = performance.now() - SLOW_MS;
    for (const [other, { bytes, since }] of this.entries) {
      if (fits()) return true;
      const share = this.fullShare(one.shares, more);
      // They stand in the order of their beginnings.
      if (since > slow) break;
      if (other === one || bytes === 0) continue;
      if (share !== null && !other.shares.some(({ name }) => name === share)) continue;
      this.end(other);
      other.giveUp('full');
    }
    return fits();
  }

  private count({ shares }: Arriving, entry: Entry, more: number): void {
    if (more === 0) return;
    entry.bytes += more;
    this.bytes += more;
    for (const { name } of shares) {
      const now = (this.byShare.get(name) ?? 0) + more;
      if (now > 0) this.byShare.set(name, now);
      else this.byShare.delete(name);
    }
    this.metrics.bodyBytes.set(this.bytes);
  }

  private look(): void {
    const late = performance.now() - this.limits.within;
    for (const [one, { since }] of this.entries) {
      if (since > late) break;
      this.end(one);
      one.giveUp('late');
    }
    if (this.entries.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
