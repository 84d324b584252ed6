import { type Discretion, type EventRow, type EventScope, type EventType, factsOf } from '../../exchange/index.js';
import { present } from '../../kernel/clock.js';
import { dateOf } from '../../kernel/date.js';
import { covers } from '../../kernel/division-code.js';
import type { CaseReadStore } from './case.read.store.js';

/** What says that something is restricted: nobody's but its authorities' any more once it has ended (order 36). */
const BEGINS: readonly EventType[] = ['restriction.imposed', 'restriction.changed', 'restriction.published'];

/** Whether the scope is that of an authority of the event's case: it is shown the steps too. */
const carried = ({ all, own, territory }: EventScope, { division }: EventRow): boolean =>
  all.includes('restriction.proposed') ||
  (own.includes('restriction.proposed') && territory !== null && division !== null && covers(territory, division));

interface Said {
  id: string | number;
  /** Events from before causes were left out of them. */
  causes?: unknown;
}

/**
 * Holds back from others than authorities what tells of restrictions that have ended; from the public also older events that name
 * causes.
 */
export const caseDiscretion =
  (cases: Pick<CaseReadStore, 'inForce'>): Discretion =>
  async (scope, events) => {
    const looked = events.filter((e) => e.type.startsWith('restriction.') && !carried(scope, e));
    const open = scope.all.includes('restriction.imposed');
    const begins = looked.filter((e) => BEGINS.includes(e.type as EventType));
    const idOf = (event: EventRow) => String(factsOf<Said>(event).id);
    const ids = [...new Set(begins.map(idOf))];
    const view = { shared: open ? ('ALL' as const) : ('PUBLISHED' as const), today: dateOf(present()) };
    const inForce = ids.length === 0 ? new Set<string>() : await cases.inForce(view, ids);
    const named = (event: EventRow) => factsOf<Said>(event).causes !== undefined;
    const held = looked.filter((e) => (begins.includes(e) ? !inForce.has(idOf(e)) || named(e) : !open && named(e)));
    return new Set(held.map((e) => e.position));
  };
