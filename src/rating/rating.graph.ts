import { type RegisterWords, submissionWords } from '../register/core.js';
import type { Rating } from './rating.facts.js';

/** Ratings in the subgraph of credit, beside the check that weighs them. */
export const ratingWords: RegisterWords<Rating> & { subgraph: string } = {
  subgraph: 'credit',
  type: 'CreditRating',
  description: 'Credit rating 信用评级 of an enterprise by a credit office.',
  version: 'One recorded version of a credit rating: what the hub held for true, from its `provenance.recordedAt` on.',
  ...submissionWords('A credit rating', 'credit ratings'),
  documentNumber: {
    type: 'Number of the rating document at the provider.',
    input: 'Number of the rating document.',
  },
  uscc: { type: 'The enterprise rated.', input: 'The enterprise rated; it must be in the register.' },
  enterprise: {
    inForce: { field: 'rating', description: 'The credit rating in force today, or on the day given.' },
    all: { field: 'ratings', description: 'All credit ratings of the enterprise, latest first.' },
  },
};
