import { abandon, type Orm, serve } from '../../db/client.js';
import { HubError } from '../kernel/errors.js';
import type { Patience } from '../kernel/patience.js';

/** For how long one caller's work may keep the head: a batch of 1,000 records takes some tenths of a second. */
const SLOW_MS = 5_000;

interface Watched {
  patience: Patience | null;
  slow: HubError | null;
}

/**
 * Gives up the work of a caller that keeps the head for too long, while everybody waits for it. What the hub does for nobody is not given
 * up: it would come back with the same work for ever (README.md, "Standing aside").
 */
export class HeadWatch {
  private one: Watched | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly orm: Orm) {
    this.timer = setTimeout(() => this.tooLong(), SLOW_MS);
    this.timer.unref();
  }

  /** Whose work the transaction does from now on; null: nobody's. */
  serve(one: Watched | null): void {
    this.one = one;
    serve(this.orm, one?.patience ?? null);
    if (one) this.timer.refresh();
  }

  end(): void {
    this.one = null;
    clearTimeout(this.timer);
  }

  private tooLong(): void {
    const { one } = this;
    if (!one?.patience || one.patience.over) return;
    one.slow = new HubError(
      'UNAVAILABLE',
      `it took longer than ${SLOW_MS / 1_000} s, while all other writes waited for it`,
    );
    abandon(this.orm, one.slow);
  }
}
