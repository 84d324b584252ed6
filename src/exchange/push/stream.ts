import type { EventRow } from '../event.js';
import type { EventReader } from '../event.reader.js';
import { sees } from '../event.scope.js';
import type { LogTail } from '../tail.js';
import type { PushOperation } from './operation.js';

export interface LogDeps {
  tail: Pick<LogTail, 'since' | 'position'>;
  reader: Pick<EventReader, 'page'>;
}

/** Events of one page from the database: a page waits in memory for a subscriber who reads slowly. */
const PAGE = 250;
/** Answers made at once: they share their look-ups. */
const AT_ONCE = 100;

export interface Step {
  events: EventRow[];
  /** Everything up to here that was asked for is in `events`. */
  upTo: number;
}

/** The next events of an operation after a position: from the tail's memory, or where that no longer reaches, from the log. */
export async function nextStep({ tail, reader }: LogDeps, operation: PushOperation, after: number): Promise<Step> {
  const recent = tail.since(after);
  if (!recent) {
    const { scope, types } = operation;
    // Not beyond the tail: whoever has caught up with it goes on from its memory.
    const page = await reader.page(scope, { after, limit: PAGE, types, until: Math.max(after, tail.position) });
    const events = page.events.filter((e) => operation.matches(e));
    return cut(events, page.scannedTo);
  }
  const events: EventRow[] = [];
  for (const event of recent) {
    if (!(operation.types as readonly string[]).includes(event.type)) continue;
    if (!sees(operation.scope, event) || !operation.matches(event)) continue;
    events.push(event);
    if (events.length === AT_ONCE) return { events, upTo: event.position };
  }
  return { events, upTo: Math.max(after, recent.at(-1)?.position ?? after) };
}

function cut(events: EventRow[], upTo: number): Step {
  if (events.length <= AT_ONCE) return { events, upTo };
  const first = events.slice(0, AT_ONCE);
  return { events: first, upTo: (first.at(-1) as EventRow).position };
}
