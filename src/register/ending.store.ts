import { type Orm, prepared } from '../../db/client.js';
import { dayBehindMark, inOrder } from '../../db/tables/base.js';
import { type EventType, eventsOfDay, type LongDayWork } from '../exchange/core.js';
import type { Ends, RegisterDefinition } from './definition.js';
import type { Row } from './document.js';
import { notYet } from './ending.clock.js';
import type { Facts } from './facts.js';
import type { RegisterStore } from './register.store.js';

const RECORDED_ON = `(r.recorded_at at time zone 'Asia/Shanghai')::date`;

/**
 * The next records behind an id that a day ends. A version that was recorded when its day had passed told it itself. The first of the two
 * conditions is the index's (`endingIndex`); the other is of versions whose recorded time was ahead.
 */
function nextEnded<F extends Facts>(store: RegisterStore<F>, { fact, ends }: Ends<F>) {
  const { tables } = store.stored;
  const column = `r.${tables.column(fact)}` as const;
  const than = notYet(ends as Ends<Facts>['ends']);
  const day = ends === 'BEHIND' ? '$1::date - 1' : '$1::date';
  // By the number, not by the text that it is handed over as.
  const where = (which: string) =>
    `select ${store.pieces.told} from hub.${tables.name} r where ${which} and r.id > $2::bigint order by r.id limit $3`;
  const text = inOrder(
    where(`${column} = ${day} and ${column} ${than} ${RECORDED_ON}`),
    where(dayBehindMark(column, than, `(${day})`)),
  );
  return async (orm: Orm, on: string, after: string, limit: number): Promise<Row<F>[]> =>
    store.decoded(await prepared<Row<F>>(orm, text, [on, after, limit]));
}

/** Tells of each record that a day ends. */
export function dayWorkOf<F extends Facts>(
  { store, events, name }: Pick<RegisterDefinition<F>, 'store' | 'events' | 'name'>,
  ending: Ends<F>,
): LongDayWork {
  const tell = events.ended;
  if (!tell) throw new Error(`${name}: a day ends a record, and no event says so`);
  const type: EventType = ending.type;
  return eventsOfDay(type, nextEnded(store, ending), (row: Row<F>, day) => tell(type, row, day));
}
