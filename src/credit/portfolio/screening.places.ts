import { HubError } from '../../kernel/errors.js';

/** Screenings of one process at once: each has a connection to the database of its own. */
export interface ScreeningLimits {
  all: number;
  /** Of one agency; in any case fewer than all. */
  ofAgency: number;
}
const LIMITS: ScreeningLimits = { all: 8, ofAgency: 4 };
const RETRY_AFTER_SECONDS = 5;
/** Who has not read for so long gives its place up where another agency waits for one. */
const STALLED_MS = 2_000;

const rateLimited = (limit: string, max: number, whose: string) =>
  new HubError('RATE_LIMITED', `${max} portfolios ${whose}are screened now; try again in a moment`, {
    ...{ limit, max, retryAfter: RETRY_AFTER_SECONDS },
  });

/** A screening's place among those at once. */
export class ScreeningPlace {
  /** Rejects when the screening is to end; it never resolves. */
  readonly ended: Promise<never>;
  /** Since when its reader has been waited for. */
  waitsSince: number | null = null;
  end: (error: Error) => void = () => {};
  private over = false;

  constructor(
    readonly agency: string,
    private readonly left: () => void,
  ) {
    this.ended = new Promise((_, fail) => {
      this.end = fail;
    });
    this.ended.catch(() => {}); // whoever waits hears of it too
  }

  leave(): void {
    this.over = true;
    this.left();
  }

  /** Hands something to the reader, and knows meanwhile that it is waited for. */
  async reading(work: () => Promise<void> | void): Promise<void> {
    if (this.over) return;
    this.waitsSince = performance.now();
    await work();
    this.waitsSince = null;
  }
}

/**
 * Who may screen: some of each agency, so many over all. Where all places are taken, the one whose reader has kept it waiting for
 * longest goes to an agency that asks for one: those who do not read hold up themselves alone.
 */
export class ScreeningPlaces {
  private readonly taken = new Set<ScreeningPlace>();

  constructor(private readonly limits: ScreeningLimits = LIMITS) {}

  take(agency: string): ScreeningPlace {
    const { all } = this.limits;
    const ofAgency = Math.min(this.limits.ofAgency, all - 1);
    const own = [...this.taken].filter((place) => place.agency === agency).length;
    if (own >= ofAgency) throw rateLimited('HUB_SCREENINGS_PER_AGENCY', ofAgency, 'of this agency ');
    if (this.taken.size >= all && !this.displace(agency)) throw rateLimited('HUB_SCREENINGS', all, '');
    const place = new ScreeningPlace(agency, () => this.taken.delete(place));
    this.taken.add(place);
    return place;
  }

  private displace(agency: string): boolean {
    const before = performance.now() - STALLED_MS;
    const stalled = [...this.taken]
      .filter(({ agency: other, waitsSince }) => other !== agency && waitsSince !== null && waitsSince < before)
      .sort((a, b) => (a.waitsSince as number) - (b.waitsSince as number));
    const [longest] = stalled;
    if (!longest) return false;
    this.taken.delete(longest);
    longest.end(rateLimited('HUB_SCREENINGS', this.limits.all, ''));
    return true;
  }
}
