import { during } from '../../kernel/patience.js';
import type { PortfolioStore } from './portfolio.store.js';

/** How often the portfolios that somebody subscribes to are looked at: a change takes effect within a second. */
const LOOK_MS = 400;
/** How long one is kept that nobody subscribes to yet, or any more. */
const KEPT_MS = 10_000;
/** The revision of one that is not there. */
const GONE = -1;

interface Watched {
  members: ReadonlySet<string>;
  revision: number;
  holders: number;
  /** When nobody held it last. */
  left: number;
}

/** Members of portfolios, in memory and up to date for as long as subscriptions ask for them. */
export class PortfolioWatch {
  private readonly watched = new Map<string, Promise<Watched>>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(private readonly store: Pick<PortfolioStore, 'whole' | 'revisions'>) {}

  /**
   * Begins to watch, with the list as it is at this moment, so that whoever subscribes behind a change of it hears of what came;
   * `has` asks for a member as of now, `hold` keeps it until what it answers is called.
   */
  async of(id: string): Promise<{ has(uscc: string): boolean; hold(): () => void }> {
    let found = this.watched.get(id);
    if (found) {
      const known = await found;
      known.left = performance.now();
      await during(null, () => this.refresh(new Map([[id, known]])));
    } else {
      found = during(null, () => this.store.whole(id)).then((whole) => ({
        ...whole,
        holders: 0,
        left: performance.now(),
      }));
      this.watched.set(id, found);
      found.catch(() => this.watched.delete(id));
      this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
    }
    const watched = await found;
    watched.left = performance.now();
    return {
      has: (uscc) => watched.members.has(uscc),
      hold: () => {
        watched.holders++;
        return () => {
          watched.holders--;
          watched.left = performance.now();
        };
      },
    };
  }

  private async refresh(all: ReadonlyMap<string, Watched>): Promise<void> {
    const revisions = await this.store.revisions([...all.keys()]);
    for (const [id, watched] of all) {
      if ((revisions.get(id) ?? GONE) === watched.revision) continue;
      const whole = await this.store.whole(id);
      // Two looks may run at once: the one that read earlier does not come back over the other.
      if (whole.revision === GONE || whole.revision > watched.revision) Object.assign(watched, whole);
    }
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const now = performance.now();
      const all = new Map<string, Watched>();
      for (const [id, promise] of this.watched) {
        const watched = await promise;
        if (watched.holders > 0 || now - watched.left < KEPT_MS) all.set(id, watched);
        else this.watched.delete(id);
      }
      if (this.watched.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
        return;
      }
      await this.refresh(all);
    } catch {
      // The database is away, and with it every change: the next look sees it.
    } finally {
      this.looking = false;
    }
  }
}
