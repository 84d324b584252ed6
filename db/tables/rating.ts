import { sql } from 'drizzle-orm';
import { check } from 'drizzle-orm/pg-core';
import { RATING } from '../../src/rating/rating.facts.js';
import { endingIndex, registerTables } from './register.js';

/** Credit ratings of enterprises by credit offices. */
export const ratings = registerTables('rating', RATING, {
  by: 'ratedOn',
  more: (t) => [
    endingIndex('rating_to_expire', t.validUntil, t.id, 'BEHIND'),
    check('rating_validity', sql`valid_until >= rated_on`),
  ],
});
export const [rating, ratingHistory] = ratings.tables;
