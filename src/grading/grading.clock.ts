import { type ClockWork, lastTold, portionOf } from '../exchange/core.js';
import { gradingTooEarly } from './grading.events.js';
import type { GradingStore } from './grading.store.js';

const SHOWS = ['grading.published', 'grading.changed', 'grading.revoked'];
const HIDES = ['grading.withdrawn', 'grading.retracted'];

/** Gradings that the public was told of before their day: it is told that they are not public, and again when the day comes. */
export const gradingClock =
  (store: Pick<GradingStore, 'byIds'>): ClockWork =>
  async ({ orm, today, append }, { after }, cursor) => {
    const told = await lastTold(orm, after, [...SHOWS, ...HIDES], true);
    const { portion, next } = portionOf(
      told.filter(({ type }) => SHOWS.includes(type)),
      cursor,
    );
    const rows = await store.byIds(
      orm,
      portion.map(({ id }) => id),
    );
    for (const row of rows) {
      const shown = portion.find(({ id }) => id === row.id);
      if (shown && (row.publishedOn === null || row.publishedOn > today))
        append(gradingTooEarly(row, [shown.position]));
    }
    return next;
  };
