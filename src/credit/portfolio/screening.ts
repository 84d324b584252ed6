import type { Sql } from 'postgres';
import type { Db } from '../../../db/client.js';
import { authorise, forCaller, type HubContext } from '../../access/index.js';
import { announcedAt, headAt } from '../../exchange/core.js';
import { dateOf } from '../../kernel/date.js';
import { HubError } from '../../kernel/errors.js';
import type { Instant } from '../../register/core.js';
import { type CheckFound, type CheckSources, lookUp } from '../check.js';
import { FlagDigest } from './flag-line.js';
import type { PortfolioStore } from './portfolio.store.js';
import { type ScreeningLimits, ScreeningPlaces } from './screening.places.js';

export type { ScreeningLimits };

/** Members looked up by one statement. */
const STEP = 2_500;
/** What a screening ends with. */
export interface Screened {
  /** Members. */
  count: number;
  /** Position of the log that all answers have seen. */
  position: number;
  /** The same as a cursor: what is told behind it changes the answers. */
  cursor: string;
  /** The day in Shanghai that the flags are of. */
  day: string;
  /** Whether everything that this day brings by itself, and nothing of a later one, is in the log up to the position. */
  announced: boolean;
  /** Over the flags of all members (PROTOCOL.md, "Portfolios"). */
  digest: string;
}

type Walked = Omit<Screened, 'cursor'>;

export interface ScreenerDeps {
  db: Db;
  sources: CheckSources;
  portfolios: PortfolioStore;
  /** The cursor of a position of the log. */
  cursorAt(position: number): Promise<string>;
}

/** Hands findings on; what reads them makes it wait. */
type Each = (found: readonly CheckFound[]) => Promise<void> | void;

/** Checks whole portfolios: every member in one state of the database, however long it takes, in memory for a few thousand. */
export class Screener {
  private readonly places: ScreeningPlaces;

  constructor(
    private readonly deps: ScreenerDeps,
    limits?: ScreeningLimits,
  ) {
    this.places = new ScreeningPlaces(limits);
  }

  /**
   * Hands the findings on in the order of codes; waits for `each` before it reads much further. Where `gone` says that nobody waits
   * for them any more, it rejects, and the state of the database is given back at once. RATE_LIMITED where too many are screened.
   */
  async screen(context: HubContext, portfolioId: string, each: Each, gone?: AbortSignal): Promise<Screened> {
    authorise(context.viewer, 'credit.check');
    const place = this.places.take(context.viewer.agencyId ?? '');
    const leave = () => place.end(new HubError('UNAVAILABLE', 'nobody waits for this screening any more'));
    gone?.addEventListener('abort', leave);
    if (gone?.aborted) leave();
    try {
      const walked = await forCaller(context, () =>
        this.deps.db.snapshot((sql) =>
          Promise.race([
            place.ended,
            this.walk(sql, context, portfolioId, (found) => place.reading(() => each(found))),
          ]),
        ),
      );
      return { ...walked, cursor: await this.deps.cursorAt(walked.position) };
    } finally {
      gone?.removeEventListener('abort', leave);
      place.leave();
    }
  }

  private async walk(sql: Sql, context: HubContext, portfolioId: string, each: Each): Promise<Walked> {
    const { sources, portfolios } = this.deps;
    const at: Instant = { on: dateOf(context.receivedAt), known: null };
    const [state] = await sql<{ position: number; announced: string }[]>`
      select (${headAt(sql, at.known)}) "position", (${announcedAt(sql)}) announced`;
    const digest = new FlagDigest();
    let count = 0;
    const step = async (after: string): Promise<CheckFound[]> => {
      const codes = await portfolios.members(sql, portfolioId, after, STEP);
      return codes.length > 0 ? lookUp(sql, sources, context, at, codes) : [];
    };
    let next: Promise<CheckFound[]> | null = step('');
    while (next) {
      const found: CheckFound[] = await next;
      // The database looks the next ones up while these are written.
      next = found.length === STEP ? step((found.at(-1) as CheckFound).uscc) : null;
      next?.catch(() => {}); // looked at in the next turn
      digest.add(found);
      count += found.length;
      await each(found);
    }
    const { position = 0, announced = '' } = state ?? {};
    return { count, position, day: at.on, announced: announced === at.on, digest: digest.end() };
  }
}
