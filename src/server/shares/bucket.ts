/** What a caller may take on average and at once. */
export interface Rate {
  /** A second. */
  perSecond: number;
  /** What it may have saved up: seconds' worth of its rate. */
  burstSeconds: number;
}

/** Callers whose buckets are kept; the ones longest unused go first, and were full again long since. */
const KEPT = 20_000;

interface Bucket {
  left: number;
  at: number;
}

/**
 * Token buckets, one for each caller. A caller may take while one is left, also more than is left: it is then in debt and
 * waits until that is paid off. So a piece of work that is larger than the bucket is possible, and costs what it costs.
 */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: Rate,
    /** Milliseconds of a clock that never goes back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Seconds until the caller may take something again; 0 where it may now. */
  wait(name: string, share = 1): number {
    const { left } = this.filled(name, share);
    return left >= 1 ? 0 : (1 - left) / (this.rate.perSecond * share);
  }

  take(name: string, amount: number, share = 1): void {
    this.filled(name, share).left -= amount;
  }

  private filled(name: string, share: number): Bucket {
    const perSecond = this.rate.perSecond * share;
    const most = Math.max(1, perSecond * this.rate.burstSeconds);
    const now = this.now();
    const known = this.buckets.get(name);
    if (known) {
      known.left = Math.min(most, known.left + ((now - known.at) / 1_000) * perSecond);
      known.at = now;
      return known;
    }
    if (this.buckets.size >= KEPT) this.buckets.delete(this.buckets.keys().next().value as string);
    const fresh = { left: most, at: now };
    this.buckets.set(name, fresh);
    return fresh;
  }
}
