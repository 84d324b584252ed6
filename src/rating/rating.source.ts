import { authorise } from '../access/index.js';
import type { CheckReason, RatingLevel } from '../kernel/vocabulary.js';
import { type CheckSource, findingsOf, NO_REASONS } from '../register/core.js';
import { type RatingRow, ratingStore } from './rating.store.js';

/** Levels that a bank must weigh 重点参考. */
const LOW: readonly RatingLevel[] = ['CCC', 'CC', 'C', 'D'];

/** What a bank must weigh of the rating in force. */
export const ratingReasons = (inForce: { level: RatingLevel } | null): readonly CheckReason[] =>
  inForce && LOW.includes(inForce.level) ? ['RATING_LOW'] : NO_REASONS;

/** What a credit check weighs of ratings. */
export const ratingSource: CheckSource<RatingRow | null, 'rating'> = {
  name: 'rating',
  sql: (sql, { on, known }, codes, { viewer }) => {
    authorise(viewer, 'rating.read');
    return ratingStore.forCheck(sql, on, known, codes);
  },
  read: (rows, _at, usccs) =>
    findingsOf(rows as RatingRow[], usccs, ([found = null]) => ({ found, reasons: ratingReasons(found) })),
  weighedBy: ['credit.rated', 'credit.expired', 'credit.reinstated', 'credit.retracted'],
};
