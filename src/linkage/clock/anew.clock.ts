import { type ClockWork, EVENT_TYPES, portionOf, subjectsTold } from '../../exchange/core.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { decideAnew } from '../worker/linkage.pass.js';

const FAMILIES = ['accident', 'hazard', 'finding', 'restriction'];
const TYPES = EVENT_TYPES.filter((type) => FAMILIES.includes(type.slice(0, type.indexOf('.'))));

/** Enterprises that were told of, and perhaps decided, by a wrong today are decided anew by the right one. */
export const decideAnewWork =
  (book: PolicyBook): ClockWork =>
  async (turn, wrong, cursor) => {
    const subjects = (await subjectsTold(turn.orm, wrong, TYPES)).map((id) => ({ id }));
    const { portion, next } = portionOf(subjects, cursor);
    if (portion.length === 0) return null;
    await decideAnew(
      turn,
      portion.map(({ id }) => id),
      await book.current(),
    );
    return next;
  };
