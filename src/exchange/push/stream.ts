import type { EventReader } from '../feed/event.reader.js';
import type { LogTail } from '../feed/tail.js';
import type { EventRow } from '../log/event.js';
import { sees } from '../log/event.scope.js';
import type { PushOperation } from './operation.js';

export interface LogDeps {
  tail: Pick<LogTail, 'since' | 'position'>;
  reader: Pick<EventReader, 'page'>;
}

/** Events of one step: their answers are made at once and share their look-ups, and wait in memory for who reads slowly. */
const MOST = 100;

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
    const page = await reader.page(scope, { after, limit: MOST, types, until: Math.max(after, tail.position) });
    return { events: page.events.filter((e) => operation.matches(e)), upTo: page.scannedTo };
  }
  const events: EventRow[] = [];
  for (const event of recent) {
    if (!(operation.types as readonly string[]).includes(event.type)) continue;
    if (!sees(operation.scope, event) || !operation.matches(event)) continue;
    events.push(event);
    if (events.length === MOST) return { events, upTo: event.position };
  }
  return { events, upTo: Math.max(after, recent.at(-1)?.position ?? after) };
}
