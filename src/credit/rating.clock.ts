import { type ClockWork, endedEarly, portionOf } from '../exchange/core.js';
import { ratingReinstated } from './rating.events.js';
import { ratingsOfIds } from './rating.store.js';

const ENDINGS = [{ column: 'valid_until', notYet: '>=', type: 'credit.expired', field: 'validUntil' }] as const;

/** Ratings that counted as expired before their last day had passed: that is taken back, and told again when it has. */
export const ratingClock: ClockWork = async ({ orm, today, append }, wrong, cursor) => {
  const early = await endedEarly(orm, wrong, today, {
    table: 'rating',
    endings: ENDINGS,
    reinstated: 'credit.reinstated',
  });
  const { portion, next } = portionOf(early, cursor);
  const rows = await ratingsOfIds(
    orm,
    portion.map(({ id }) => id),
  );
  for (const { id, withdraws } of portion) {
    const row = rows.get(id);
    if (row) append(ratingReinstated(row, withdraws));
  }
  return next;
};
