import type { ReservedSql } from 'postgres';
import { lookText, type Obstacle } from './obstacle.js';

/** Soonest and latest that is looked again; between them an eighth of the time that was waited, so that nobody waits much longer than needed. */
const LOOK_MS = 20;
const LOOK_MOST_MS = 500;
/** How long the connection is kept when nobody waits any more. */
const LINGER_MS = 5_000;
/** A look must never wait itself. */
const IMPATIENT = `set lock_timeout = '5ms'; set statement_timeout = '2s'`;

interface Kept<W> {
  obstacle: Obstacle;
  ones: Set<W>;
  since: number;
  due: number;
  /** Who tries it for all, where nobody can look. */
  scout: W | null;
}
interface Stay<W> {
  since: number;
  timer: NodeJS.Timeout | undefined;
  at: Kept<W> | null;
}

export interface AsideOptions<W> {
  /** A connection of its own, for the looks. */
  open(): Promise<ReservedSql>;
  /** Milliseconds after which one has waited long enough, over all its stays; 0: never. */
  patienceMs: number;
  /** These may go on. */
  back(ones: W[]): void;
  /** This one has waited for too long; what it met last. */
  over(one: W, error: unknown): void;
}

/**
 * Those who met what somebody else holds, and wait for it without holding anything (../README.md, "Standing aside"). Where the database
 * named the row, one connection looks for all; where it did not, one of those who met it tries again for the others.
 */
export class Aside<W extends object> {
  private readonly kept = new Map<string, Kept<W>>();
  private readonly stays = new Map<W, Stay<W>>();
  private timer: NodeJS.Timeout | undefined;
  private lingering: NodeJS.Timeout | undefined;
  private connection: Promise<ReservedSql> | undefined;
  private looking = false;

  constructor(private readonly options: AsideOptions<W>) {}

  /** It waits until what it met may be free; then it is told `back`, and says with `add` or `done` how it went. */
  add(one: W, obstacle: Obstacle, error: unknown): void {
    const now = performance.now();
    const before = this.stays.get(one);
    if (before) {
      clearTimeout(before.timer);
      if (before.at && before.at.obstacle.key !== obstacle.key) this.passed(before.at);
    }
    const since = before?.since ?? now;
    const { patienceMs } = this.options;
    const left = patienceMs > 0 ? since + patienceMs - now : Number.POSITIVE_INFINITY;
    if (before && left <= 0) {
      this.leave(one);
      this.options.over(one, error);
      return;
    }
    const at = this.kept.get(obstacle.key) ?? { obstacle, ones: new Set<W>(), since, due: 0, scout: null };
    this.kept.set(obstacle.key, at);
    if (at.scout === one) at.scout = null;
    at.ones.add(one);
    at.since = Math.min(at.since, since);
    if (at.ones.size === 1 || before) at.due = now + pauseAfter(now - at.since);
    const timer = Number.isFinite(left) ? setTimeout(() => this.expired(one, error), left) : undefined;
    this.stays.set(one, { since, timer, at });
    this.schedule();
  }

  /** It is through, whatever came of it: what it met is there no more. */
  done(one: W): void {
    const at = this.forget(one);
    if (at?.scout === one) this.passed(at);
  }

  /** Nobody waits for it any more. */
  leave(one: W): void {
    const at = this.forget(one);
    if (at?.scout !== one) return;
    at.scout = null;
    if (at.ones.size === 0) this.kept.delete(at.obstacle.key);
    this.schedule(); // another one tries it
  }

  /** Whether anybody has met something that may still be held. */
  get some(): boolean {
    return this.stays.size > 0;
  }

  /** Whether it waits here, and is not tried at the moment. */
  waits(one: W): boolean {
    return this.stays.get(one)?.at?.ones.has(one) === true;
  }

  private forget(one: W): Kept<W> | null {
    const stay = this.stays.get(one);
    if (!stay) return null;
    clearTimeout(stay.timer);
    this.stays.delete(one);
    const { at } = stay;
    if (at?.ones.delete(one) && at.ones.size === 0 && !at.scout) this.kept.delete(at.obstacle.key);
    return at;
  }

  private expired(one: W, error: unknown): void {
    if (!this.waits(one)) return; // it is being tried at the moment
    this.forget(one);
    this.options.over(one, error);
  }

  /** Whoever tried it met it no more: the others may go on. */
  private passed(at: Kept<W>): void {
    at.scout = null;
    this.release(at);
  }

  private release(at: Kept<W>): void {
    this.kept.delete(at.obstacle.key);
    const ones = [...at.ones];
    at.ones.clear();
    for (const one of ones) (this.stays.get(one) as Stay<W>).at = null;
    if (ones.length > 0) this.options.back(ones);
  }

  /** One of them tries it for all. */
  private send(at: Kept<W>): void {
    const [one] = at.ones;
    if (!one) return;
    at.ones.delete(one);
    at.scout = one;
    this.options.back([one]);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.looking) return;
    const dues = [...this.kept.values()].filter((k) => !k.scout).map((k) => k.due);
    if (dues.length > 0) this.timer = setTimeout(() => void this.look(), Math.min(...dues) - performance.now());
    else if (this.kept.size === 0) this.linger();
  }

  private async look(): Promise<void> {
    this.looking = true;
    const now = performance.now();
    const due = [...this.kept.values()].filter((k) => !k.scout && k.due <= now + 1);
    await Promise.all(due.map((k) => this.lookAt(k)));
    this.looking = false;
    this.schedule();
  }

  private async lookAt(at: Kept<W>): Promise<void> {
    const free = at.obstacle.row ? await this.isFree(at) : null;
    if (this.kept.get(at.obstacle.key) !== at || at.scout) return; // they have left meanwhile
    if (free === null) this.send(at);
    else if (free) this.release(at);
    else {
      const now = performance.now();
      at.due = now + pauseAfter(now - at.since);
    }
  }

  /** Null where the look itself fails: what is not known is tried. */
  private async isFree({ obstacle: { row } }: Kept<W>): Promise<boolean | null> {
    if (!row) return null;
    try {
      const sql = await this.connected();
      const text = lookText(row);
      const [seen] = await sql.unsafe<{ there: boolean; free: boolean }[]>(text, [row.ctid], { prepare: true });
      return seen ? seen.free || !seen.there : null;
    } catch (error) {
      // Its table is locked as well.
      if ((error as { code?: unknown }).code === '55P03') return false;
      this.disconnect();
      return null;
    }
  }

  private connected(): Promise<ReservedSql> {
    clearTimeout(this.lingering);
    this.lingering = undefined;
    this.connection ??= this.options.open().then(async (sql) => {
      await sql.unsafe(IMPATIENT);
      return sql;
    });
    return this.connection;
  }

  private disconnect(): void {
    this.connection?.then((sql) => sql.release()).catch(() => {});
    this.connection = undefined;
  }

  private linger(): void {
    if (!this.connection || this.lingering) return;
    this.lingering = setTimeout(() => {
      this.lingering = undefined;
      if (this.kept.size === 0) this.disconnect();
    }, LINGER_MS);
    this.lingering.unref();
  }
}

const pauseAfter = (waited: number): number => Math.min(LOOK_MOST_MS, Math.max(LOOK_MS, waited / 8));
