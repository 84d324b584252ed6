/** What a caller may take on average and at once. */
export interface Rate {
  /** A second. */
  perSecond: number;
  /** What it may have saved up: seconds' worth of its rate. */
  burstSeconds: number;
}

/**
 * A token bucket. Its caller may take while one is left, also more than is left: it is then in debt and waits until that is paid off.
 * So a piece of work that is larger than the bucket is possible, and costs what it costs.
 */
export class Bucket {
  private left: number;
  private readonly perMs: number;
  private readonly most: number;

  /** `share`: of the rate. `now`: milliseconds of a clock that never goes back, as in all that follows. */
  constructor(
    { perSecond, burstSeconds }: Rate,
    share: number,
    private at: number,
  ) {
    this.perMs = (perSecond * share) / 1_000;
    this.most = Math.max(1, perSecond * share * burstSeconds);
    this.left = this.most;
  }

  /** Seconds until something may be taken again; 0 where it may now. */
  wait(now: number): number {
    this.fill(now);
    return this.left >= 1 ? 0 : (1 - this.left) / this.perMs / 1_000;
  }

  take(amount: number, now: number): void {
    this.fill(now);
    this.left -= amount;
  }

  private fill(now: number): void {
    this.left = Math.min(this.most, this.left + (now - this.at) * this.perMs);
    this.at = now;
  }
}
