import { type ClockWork, type DayWork, lastTold, portionOf } from '../exchange/core.js';
import { gradingPublication, gradingTooEarly } from './grading.events.js';
import { gradingStore } from './grading.store.js';

/** Announces gradings whose day of publication has come. */
export const publicationDay: DayWork = async ({ orm, append }, since, today) => {
  for (const row of await gradingStore.becomingPublic(orm, since, today)) append(gradingPublication(row));
};

const SHOWS = ['grading.published', 'grading.changed', 'grading.revoked'];
const HIDES = ['grading.withdrawn', 'grading.retracted'];

/** Gradings that the public was told of before their day: it is told that they are not public, and again when the day comes. */
export const publicationClock: ClockWork = async ({ orm, today, append }, { after }, cursor) => {
  const told = await lastTold(orm, after, [...SHOWS, ...HIDES], true);
  const { portion, next } = portionOf(
    told.filter(({ type }) => SHOWS.includes(type)),
    cursor,
  );
  const rows = await gradingStore.ofIds(
    orm,
    portion.map(({ id }) => id),
  );
  for (const { id, position } of portion) {
    const row = rows.get(id);
    if (row && (row.publishedOn === null || row.publishedOn > today)) append(gradingTooEarly(row, [position]));
  }
  return next;
};
