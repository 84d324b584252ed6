import { type ClockWork, lastTold, portionOf } from '../exchange/core.js';
import { accidentTooEarly } from './accident.events.js';
import { registerStore } from './register.store.js';

const SHOWS = ['accident.concluded', 'accident.published', 'accident.corrected', 'accident.supplemented'];

/** Accidents that the public was told of before their day: it is told that they are not public, and again when the day comes. */
export const accidentClock: ClockWork = async ({ orm, today, append }, { after }, cursor) => {
  const told = await lastTold(orm, after, [...SHOWS, 'accident.withdrawn'], true);
  const { portion, next } = portionOf(
    told.filter(({ type }) => SHOWS.includes(type)),
    cursor,
  );
  const rows = await registerStore.ofIds(
    orm,
    portion.map(({ id }) => id),
  );
  for (const { id, position } of portion) {
    const row = rows.get(id);
    const open = row?.status === 'CONCLUDED' && row.publishedOn !== null && row.publishedOn <= today;
    if (row && !open) append(accidentTooEarly(row, [position]));
  }
  return next;
};
