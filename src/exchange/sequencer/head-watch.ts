import { abandon, type Orm, serve } from '../../../db/client.js';
import { HubError } from '../../kernel/errors.js';
import type { Patience } from '../../kernel/patience.js';

/** For how many seconds one caller's work may keep the head: a batch of 1,000 records takes some tenths of one. */
const SLOW_S = 5;

interface Watched {
  patience: Patience | null;
  slow: HubError | null;
}

/**
 * Gives up the work of a caller that keeps the head for too long, while everybody waits for it. What the hub does for nobody is not given
 * up: it would come back with the same work for ever (../README.md, "Standing aside").
 */
export class HeadWatch {
  private one: Watched | null = null;
  private readonly timer: NodeJS.Timeout;
  /** Whose work was under way at the last look, and for how many looks. */
  private seen: Watched | null = null;
  private looks = 0;

  constructor(private readonly orm: Orm) {
    // Looking each second costs a work nothing; a timer of its own would.
    this.timer = setTimeout(() => this.look(), 1_000);
    this.timer.unref();
  }

  /** Whose work the transaction does from now on; null: nobody's. */
  serve(one: Watched | null): void {
    this.one = one;
    serve(this.orm, one?.patience ?? null);
  }

  end(): void {
    this.one = null;
    clearTimeout(this.timer);
  }

  private look(): void {
    const { one } = this;
    this.looks = one === this.seen ? this.looks + 1 : 0;
    this.seen = one;
    if (!one?.patience || one.patience.over || this.looks < SLOW_S) {
      this.timer.refresh();
      return;
    }
    one.slow = new HubError('UNAVAILABLE', `it took longer than ${SLOW_S} s, while all other writes waited for it`);
    abandon(this.orm, one.slow);
  }
}
