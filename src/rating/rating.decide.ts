import { reject } from '../exchange/core.js';
import type { DocumentRules } from '../register/core.js';
import type { Rating } from './rating.facts.js';

/** A document number names one rating of one enterprise for good; the rest of it may be corrected by a new version. */
export const ratingRules: DocumentRules<Rating> = {
  names: 'the rating of',
  faults: ({ validUntil, ratedOn }) => [
    validUntil !== null &&
      validUntil < ratedOn &&
      reject('VALIDITY', `validUntil ${validUntil} is before ratedOn ${ratedOn}`, 'validUntil'),
  ],
};
