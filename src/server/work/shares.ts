import { LRU } from 'tiny-lru';
import type { Viewer } from '../../access/index.js';
import type { ReplayTurn } from '../../exchange/index.js';
import { HubError } from '../../kernel/errors.js';
import type { Settings } from '../settings.js';
import { Bucket, type Rate } from './bucket.js';
import { FairQueue, type Flow, Present } from './fair-queue.js';

/** Who asks, as far as shares go. */
export interface Caller {
  /** For places and queues: an agency, or everybody whom the hub does not know together. */
  flow: Flow;
  /** What it may still ask for, in requests and in cost: an agency, or one address of the public. */
  requests: Bucket;
  cost: Bucket;
}

/** Callers that are remembered; who has asked for nothing for longest goes first, and its buckets were full again long since. */
const KEPT = 20_000;

export type SharesSettings = Pick<
  Settings,
  | 'HUB_REQUESTS_PER_SECOND'
  | 'HUB_COST_PER_SECOND'
  | 'HUB_BURST_SECONDS'
  | 'HUB_PUBLIC_PERCENT'
  | 'HUB_OPERATIONS_AT_ONCE'
  | 'HUB_OPERATIONS_WAITING'
  | 'HUB_HEAVY_AT_ONCE'
  | 'HUB_HEAVY_WAITING'
>;

/** Where an operation waits for its turn: each has places of its own, so that none is filled by another's work. */
export const LANES = ['documents', 'checks', 'others', 'heavy', 'replays'] as const;
export type Lane = (typeof LANES)[number];

/** Seconds after which one who was refused because too many wait may try again. */
const AGAIN_IN = 1;

/**
 * What each caller may have of the hub (README.md, "Shares"): so many requests and so much cost a second, and its turn among
 * those who wait. Nothing is kept of a caller but these counts.
 */
export class Shares {
  private readonly callers = new LRU<Caller>(KEPT);
  private readonly rates: { requests: Rate; cost: Rate };
  readonly lanes: Record<Lane, FairQueue>;

  constructor(
    private readonly settings: SharesSettings,
    /** Told each refusal, by what it was refused for. */
    private readonly refused: (by: string) => void = () => {},
  ) {
    const { HUB_BURST_SECONDS: burstSeconds, HUB_OPERATIONS_AT_ONCE: places, HUB_HEAVY_AT_ONCE: heavy } = settings;
    this.rates = {
      requests: { perSecond: settings.HUB_REQUESTS_PER_SECOND, burstSeconds },
      cost: { perSecond: settings.HUB_COST_PER_SECOND, burstSeconds },
    };
    const present = new Present();
    const part = (all: number, of: number) => Math.max(1, Math.ceil(all / of));
    /** Of all places one caller has a `share`th at most, and beside others a `beside`th. */
    const queue = (all: number, [share, beside]: [number, number], waiting: number) =>
      new FairQueue(
        { places: all, placesOfOne: part(all, share), placesBesideOthers: part(all, beside), waiting },
        () => this.crowded(),
        present,
      );
    const waiting = settings.HUB_OPERATIONS_WAITING;
    this.lanes = {
      // The thread does one thing at a time in any case; what a queue adds is whose turn it is.
      documents: queue(1, [1, 1], waiting),
      checks: queue(places, [2, 16], waiting),
      // Each keeps a core of the database busy for as long as it takes: few of one caller leave the others theirs.
      others: queue(places, [2, 32], waiting),
      heavy: queue(heavy, [1, 2], settings.HUB_HEAVY_WAITING),
      // Subscriptions are bounded where they begin.
      replays: queue(1, [1, 1], Number.POSITIVE_INFINITY),
    };
  }

  /** Whom a request is counted for; `address` tells one of the public from another. */
  callerOf({ agencyId }: Viewer, address = ''): Caller {
    const name = agencyId ?? `public ${address}`;
    const known = this.callers.get(name);
    if (known) return known;
    const share = agencyId ? 1 : this.settings.HUB_PUBLIC_PERCENT / 100;
    const flow = agencyId ? { name: agencyId, weight: 1 } : { name: 'public', weight: share, member: address };
    const now = performance.now();
    const { requests, cost } = this.rates;
    const caller = { flow, requests: new Bucket(requests, share, now), cost: new Bucket(cost, share, now) };
    this.callers.set(name, caller);
    return caller;
  }

  /** Counts a request: null, or RATE_LIMITED where its caller has had too many, or too much. */
  arrive({ requests, cost }: Caller): HubError | null {
    const now = performance.now();
    const late = requests.wait(now);
    if (late > 0) return this.limited('HUB_REQUESTS_PER_SECOND', late);
    const owing = cost.wait(now);
    if (owing > 0) return this.limited('HUB_COST_PER_SECOND', owing);
    requests.take(1, now);
    return null;
  }

  /** Counts what an operation that is about to run costs. */
  charge({ cost }: Caller, amount: number): void {
    cost.take(amount, performance.now());
  }

  /** How the steps of a caller's replays wait for their turn: whoever came meanwhile is heard between two of them. */
  replaysOf(viewer: Viewer, address?: string): ReplayTurn {
    const { flow } = this.callerOf(viewer, address);
    return async () => {
      const release = await this.lanes.replays.enter(flow, 1);
      return () => void setImmediate(release);
    };
  }

  private limited(limit: string, seconds: number): HubError {
    this.refused(limit);
    const retryAfter = Math.max(1, Math.ceil(seconds));
    const what = limit === 'HUB_COST_PER_SECOND' ? 'has asked for more than its share' : 'asks more often than it may';
    return new HubError('RATE_LIMITED', `this caller ${what}; again in ${retryAfter} s`, { limit, retryAfter });
  }

  private crowded(): HubError {
    this.refused('waiting');
    const message = `too much waits for its turn; try again in ${AGAIN_IN} s`;
    return new HubError('UNAVAILABLE', message, { retryAfter: AGAIN_IN });
  }
}
