import type { EventDraft, EventFamily, EventType } from '../exchange/core.js';
import type { RegisterEvents } from './definition.js';
import type { Row } from './document.js';
import type { Facts } from './facts.js';

/** What an event says of a row: all its facts but the texts, which stand in none, because the log is never erased. */
const wordless = <F extends Facts>(facts: F, row: Row<F>): object =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, { kind }]) => (kind === 'text' ? [] : [[name, row[name as keyof Row<F>]]])),
  );

/** A version as it stands on a day. */
interface Standing<F extends Facts> {
  row: Row<F>;
  on: string;
}
/** What a version tells, from how the record stands on the day of its recording, and how the one before it stood as far as that had been told. */
type TypeOf<F extends Facts> = (now: Standing<F>, told: Standing<F> | undefined) => EventType;
/** A family that has the types which every register needs. */
type Whole<Family extends EventFamily> = Family &
  (`${Family}.retracted` | `${Family}.reinstated` extends EventType ? unknown : never);

function eventsOf<F extends Facts>(family: EventFamily, facts: F, typeOf: TypeOf<F>, open: boolean): RegisterEvents<F> {
  const eventOf = (type: EventType, row: Row<F>, more: object): EventDraft => {
    const { id, documentNumber, providerId, uscc: subject, divisionCode: division } = row;
    return { subject, division, public: open, type, data: { id, documentNumber, providerId, ...more } };
  };
  return {
    version: (row, before, { recordedOn, recordedDay, announcedThrough }) => {
      // A day may be announced late: what it brought is told by a version that is recorded meanwhile.
      const told = before && [recordedDay(before.recordedAt), announcedThrough].sort()[1];
      const type = typeOf({ row, on: recordedOn }, before && told ? { row: before, on: told } : undefined);
      return eventOf(type, row, wordless(facts, row));
    },
    retracted: (row) => eventOf(`${family}.retracted` as EventType, row, {}),
    ended: (type, row) => eventOf(type, row, wordless(facts, row)),
    reinstated: (row, _today, { withdraws }) =>
      eventOf(`${family}.reinstated` as EventType, row, { ...wordless(facts, row), withdraws }),
  };
}

/** The events of a register that everybody reads from the first version on. */
export const publicEvents = <F extends Facts, Family extends EventFamily>(
  family: Whole<Family>,
  facts: F,
  typeOf: TypeOf<F>,
): RegisterEvents<F> => eventsOf(family, facts, typeOf, true);

/** The events of a register whose records are public for a time, or never: to its authorities alone, because the log is never erased. */
export const closedEvents = <F extends Facts, Family extends EventFamily>(
  family: Whole<Family>,
  facts: F,
  typeOf: TypeOf<F>,
): RegisterEvents<F> => eventsOf(family, facts, typeOf, false);
