import type { Db } from '../../../db/client.js';
import type { EventScope } from '../log/event.scope.js';
import { countEvents } from '../log/event.store.js';
import type { EventType } from '../log/event.types.js';

/** Whose lag: what it sees and asked for, and up to where it has everything. */
export interface Follows {
  scope: EventScope;
  types?: readonly EventType[] | undefined;
  divisions?: readonly string[] | undefined;
  always?: readonly EventType[] | undefined;
  position: number;
}

/** Positions that are looked through for one lag. */
const COUNTED = 10_000;

/**
 * Events that a consumer has yet to take. Exact where it is near the head: what it may not see does not count. Further
 * behind, every position beyond the first 10,000 counts, so that asking stays cheap and the answer is never too low.
 */
export async function lagOf(
  { sql }: Db,
  { scope, types, divisions, always, position }: Follows,
  head: number,
): Promise<number> {
  if (position >= head) return 0;
  const until = Math.min(head, position + COUNTED);
  return (await countEvents(sql, scope, { after: position, until, types, divisions, always })) + (head - until);
}
