import type { Viewer } from '../../access/index.js';
import type { ReplayTurn } from '../../exchange/index.js';
import { HubError } from '../../kernel/errors.js';
import type { Settings } from '../settings.js';
import { Buckets } from './bucket.js';
import { FairQueue, type Flow } from './fair-queue.js';

/** Who asks, as far as shares go. */
export interface Caller {
  /** For places and queues: an agency, or everybody whom the hub does not know together. */
  flow: Flow;
  /** For rates: an agency, or one address of the public. */
  name: string;
  /** Of the rates that an agency has. */
  share: number;
}

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
 * What each caller may have of the hub (README.md of the server, "Shares"): so many requests and so much cost a second, and its turn among
 * those who wait. Nothing is kept of a caller but these counts.
 */
export class Shares {
  private readonly requests: Buckets;
  private readonly cost: Buckets;
  readonly lanes: Record<Lane, FairQueue>;

  constructor(
    private readonly settings: SharesSettings,
    /** Told each refusal, by what it was refused for. */
    private readonly refused: (by: string) => void = () => {},
  ) {
    const { HUB_BURST_SECONDS: burstSeconds, HUB_OPERATIONS_AT_ONCE: places, HUB_HEAVY_AT_ONCE: heavy } = settings;
    this.requests = new Buckets({ perSecond: settings.HUB_REQUESTS_PER_SECOND, burstSeconds });
    this.cost = new Buckets({ perSecond: settings.HUB_COST_PER_SECOND, burstSeconds });
    const half = (all: number) => Math.ceil(all / 2);
    const queue = (all: number, ofOne: number, waiting: number) =>
      new FairQueue({ places: all, placesOfOne: ofOne, waiting }, () => this.crowded());
    const waiting = settings.HUB_OPERATIONS_WAITING;
    this.lanes = {
      // The thread does one thing at a time in any case; what a queue adds is whose turn it is.
      documents: queue(1, 1, waiting),
      checks: queue(places, half(places), waiting),
      others: queue(places, half(places), waiting),
      heavy: queue(heavy, heavy, settings.HUB_HEAVY_WAITING),
      // Subscriptions are bounded where they begin.
      replays: queue(1, 1, Number.POSITIVE_INFINITY),
    };
  }

  /** Whom a request is counted for; `address` tells one of the public from another. */
  callerOf({ agencyId }: Viewer, address = ''): Caller {
    if (agencyId) return { flow: { name: agencyId, weight: 1 }, name: agencyId, share: 1 };
    const share = this.settings.HUB_PUBLIC_PERCENT / 100;
    return { flow: { name: 'public', weight: share, member: address }, name: `public ${address}`, share };
  }

  /** Counts a request: null, or RATE_LIMITED where its caller has had too many, or too much. */
  arrive({ name, share }: Caller): HubError | null {
    const late = this.requests.wait(name, share);
    if (late > 0) return this.limited('HUB_REQUESTS_PER_SECOND', late);
    const owing = this.cost.wait(name, share);
    if (owing > 0) return this.limited('HUB_COST_PER_SECOND', owing);
    this.requests.take(name, 1, share);
    return null;
  }

  /** Counts what an operation that is about to run costs. */
  charge({ name, share }: Caller, cost: number): void {
    this.cost.take(name, cost, share);
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
