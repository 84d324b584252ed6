import type { LogIdentity } from '../epoch/lineage.js';
import type { Link } from './chain.js';
import type { EventType } from './event.types.js';

/** An event as its sender makes it; the sequencer adds position, time, salt and hash. */
export interface EventDraft {
  type: EventType;
  /** Unified social credit code of the enterprise that it is about. */
  subject: string | null;
  division: string | null;
  /** Whether the scope PUBLISHED of the permission page includes it at this moment. */
  public: boolean;
  /** The one agency that it is for; left out or null: whoever may see its family. */
  recipientId?: string | null;
  /** What a consumer needs to know without asking back. Texts of people's names stay out: the log is never erased. */
  data: object;
}

/** An event of the log. */
export interface EventRow extends Link {
  salt: Buffer;
  /** The chain's hash up to and including this event. */
  hash: Buffer;
  /** The log that it was read from, as it was then: its cursor and id are made with it. */
  log?: LogIdentity;
}

const parsed = new WeakMap<EventRow, object>();

/** The facts of an event, read once however many ask. */
export function factsOf<Facts extends object>(event: EventRow): Facts {
  let facts = parsed.get(event);
  if (!facts) {
    facts = JSON.parse(event.data) as object;
    parsed.set(event, facts);
  }
  return facts as Facts;
}
