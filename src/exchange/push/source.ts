import type { Viewer } from '../../access/index.js';
import type { EventRow } from '../log/event.js';
import type { EventType } from '../log/event.types.js';

/** What a subscription listens to, by its arguments. */
export interface Listening {
  types: readonly EventType[];
  /** Those of them of which every event counts, whoever may read the event itself: the notification tells nothing of it. */
  whole?: readonly EventType[];
  /** Whether an event of these types, which the viewer may see, is one that was asked for. */
  matches(event: EventRow): boolean;
  /** Called when a subscriber begins; what it answers is called when that one ends. For what `matches` keeps up to date. */
  hold?(): () => void;
}

/** How a room answers a subscription field from the log. */
export interface SubscriptionSource<Args = never> {
  /** The field of `Subscription`. */
  field: string;
  /** Reads the arguments; throws the refusal where the viewer may not subscribe. */
  listen(args: Args, viewer: Viewer): Listening | Promise<Listening>;
  /** What the field answers to an event. */
  notification(event: EventRow, cursor: string): object;
  /** True where agencies of one kind and territory get different answers: then nothing is shared between agencies. */
  personal?: boolean;
}

/** Where a room's `Subscription` field is declared: it is executed for each event, and never asked for a stream. */
export const fromTheLog = (): never => {
  throw new Error('subscriptions are pushed from the log, by the server');
};
