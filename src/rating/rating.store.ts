import { ratings } from '../../db/tables/rating.js';
import { RegisterStore, type Row } from '../register/core.js';
import { RATING, type Rating } from './rating.facts.js';

/** A version of a credit rating. */
export type RatingRow = Row<Rating>;

/** In force on a day: the latest one made by then that is not past its validity. */
export const ratingStore = new RegisterStore({
  facts: RATING,
  tables: ratings,
  sql: {
    by: 'ratedOn',
    // Casts and instants cost more than reading: look-ups carry the facts, and no provenance.
    core: ['level', 'ratedBy', 'ratedOn', 'validUntil', 'basis'],
    inForce: 'r.rated_on <= ? and (r.valid_until is null or r.valid_until >= ?)',
  },
});
export type RatingStore = typeof ratingStore;
