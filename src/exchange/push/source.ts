import type { Viewer } from '../../access/index.js';
import type { EventRow } from '../event.js';
import type { EventType } from '../event.types.js';

/** How a room answers a subscription field from the log. Pure but for `authorise`, which throws the refusal. */
export interface SubscriptionSource<Args = Record<string, unknown>> {
  /** The field of `Subscription`. */
  field: string;
  /** Refuses who may not subscribe. */
  authorise(viewer: Viewer, args: Args): void;
  /** The types of events that it listens to. */
  types(args: Args): readonly EventType[];
  /** Whether an event of these types, which the viewer may see, is one that was asked for. */
  matches(event: EventRow, args: Args, viewer: Viewer): boolean;
  /** What the field answers to an event. */
  notification(event: EventRow, cursor: string): object;
  /** True where agencies of one kind and territory get different answers: then nothing is shared between agencies. */
  personal?: boolean;
}

/** What every subscription takes beside its own arguments. */
export interface LogArgs {
  after?: string | null;
  consumer?: string | null;
}
