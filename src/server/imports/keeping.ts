/** It is believed to run for so long after it was last heard of, and is heard of so often. */
export const LEASE_MS = 10_000;
const BEAT_MS = 1_500;
/** News are written down so long after they came, those that come meanwhile with them. */
const TELL_MS = 300;

/** Does a piece of work now and then, never twice at once; `lost` where it could not be done for as long as the lease lasts. */
export class Keeping {
  private running: Promise<void> | null = null;
  private again: NodeJS.Timeout | undefined;
  private done = performance.now();
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly lost: () => void,
  ) {
    this.beat = setInterval(() => this.run(), BEAT_MS);
  }

  soon(): void {
    this.again ??= setTimeout(() => {
      this.again = undefined;
      this.run();
    }, TELL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.beat);
    clearTimeout(this.again);
    await this.running;
  }

  private run(): void {
    if (this.running) return;
    const done = () => {
      this.done = performance.now();
    };
    const failed = () => {
      if (performance.now() - this.done > LEASE_MS) this.lost();
    };
    this.running = this.work()
      .then(done, failed)
      .finally(() => {
        this.running = null;
      });
  }
}
