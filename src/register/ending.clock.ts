import { type ClockWork, endedEarly, portionOf } from '../exchange/core.js';
import type { Ends, RegisterDefinition } from './definition.js';
import type { Facts } from './facts.js';

/** Whether a day has not come that ends a record, as a comparison of the column with today. */
export const notYet = (ends: Ends<Facts>['ends']) => (ends === 'BEHIND' ? ('>=' as const) : ('>' as const));

/** Records that counted as ended before the day that ends them: that is taken back, and told again when the day comes. */
export function clockWorksOf<F extends Facts>(
  definition: Pick<RegisterDefinition<F>, 'store' | 'events' | 'endings' | 'reinstated'>,
): ClockWork[] {
  const { store, events, endings = [], reinstated } = definition;
  const { tables } = store.stored;
  const tell = events.reinstated;
  if (endings.length === 0) return [];
  if (!reinstated || !tell) throw new Error(`${tables.name}: what a day ends, a clock may have ended too early`);
  const columns = endings.map(({ fact, ends, type }) => ({
    ...{ column: tables.column(fact), notYet: notYet(ends), type, field: fact },
  }));
  return [
    async ({ orm, today, append }, wrong, cursor) => {
      const early = await endedEarly(orm, wrong, today, { table: tables.name, endings: columns, reinstated });
      const { portion, next } = portionOf(early, cursor);
      const rows = await store.ofIds(
        orm,
        portion.map(({ id }) => id),
      );
      for (const one of portion) {
        const row = rows.get(one.id);
        if (row) append(tell(row, today, one));
      }
      return next;
    },
  ];
}
