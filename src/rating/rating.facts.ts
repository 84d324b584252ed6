import { RATING_LEVEL } from '../kernel/register.words.js';
import { day, facts, line, term, text } from '../register/facts.js';

/** What a credit office says of an enterprise. */
export const RATING = facts({
  level: term(RATING_LEVEL, {
    need: 'required',
    description: 'Level 等级, AAA best.',
    input: 'Level, AAA best.',
    version: 'Level in this version.',
    headers: ['信用等级', '评价等级'],
  }),
  ratedBy: line(200, {
    description: 'Who rated 评级机构.',
    input: 'Who rated.',
    version: 'Who rated, in this version.',
    headers: ['评价机构', '评定机构'],
  }),
  ratedOn: day({
    need: 'required',
    description: 'Day of the rating 评级日期.',
    input: 'Day of the rating; not in the future.',
    version: 'Day of the rating in this version.',
    headers: ['评价日期', '评定日期'],
  }),
  validUntil: day({
    description: 'Last day of validity; null: until the next rating.',
    input: 'Last day of validity; none: until the next rating.',
    version: 'Last day of validity in this version.',
    headers: ['有效期至', '有效期截止日期'],
  }),
  basis: text(2000, {
    description: 'Basis 评级依据.',
    input: 'Basis of the rating.',
    version: 'Basis in this version.',
    headers: ['评价依据'],
  }),
});
export type Rating = typeof RATING;
