import { type ClockWork, endedEarly, lastTold, portionOf } from '../exchange/core.js';
import { gradingReinstated, gradingTooEarly } from './grading.events.js';
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

const ENDINGS = [
  { column: 'valid_until', notYet: '>=', type: 'grading.expired', field: 'validUntil' },
  { column: 'revoked_on', notYet: '>', type: 'grading.ceased', field: 'revokedOn' },
] as const;

/** Gradings that counted as ended before the day that ends them: that is taken back, and told again when the day comes. */
export const gradingEndClock =
  (store: Pick<GradingStore, 'byIds'>): ClockWork =>
  async ({ orm, today, append }, wrong, cursor) => {
    const early = await endedEarly(orm, wrong, today, {
      table: 'grading',
      endings: ENDINGS,
      reinstated: 'grading.reinstated',
    });
    const { portion, next } = portionOf(early, cursor);
    const by = new Map(portion.map((one) => [one.id, one]));
    for (const row of await store.byIds(orm, [...by.keys()])) {
      const one = by.get(row.id);
      if (one) append(gradingReinstated(row, today, one));
    }
    return next;
  };
