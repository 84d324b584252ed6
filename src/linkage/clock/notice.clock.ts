import { type ClockWork, lastTold, portionOf } from '../../exchange/core.js';
import { noticeChange } from '../notice/notice.events.js';
import { dueDay } from '../notice/notice.issue.js';
import { moveDueBack, noticesToCorrect } from '../notice/notice.store.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { policyOf } from '../rules/index.js';

/**
 * Notices that were told as overdue and are not, and those issued by a wrong today: their last day is counted from the day of the
 * correction, so that nobody has less time than the policy gives.
 */
export const noticeClock =
  (book: PolicyBook): ClockWork =>
  async ({ orm, today, append }, { after, position }, cursor) => {
    const told = await lastTold(orm, after, ['notice.overdue', 'notice.corrected'], false);
    const overdue = new Map(told.filter((t) => t.type === 'notice.overdue').map((t) => [t.id, t.position]));
    const { portion, next } = portionOf(await noticesToCorrect(orm, [...overdue.keys()], after, position), cursor);
    if (portion.length === 0) return null;
    const policies = await book.current();
    for (const notice of portion) {
      const policy = policyOf(policies.policies, notice.policyCode, notice.policyVersion);
      const issued = notice.position > after && notice.position < position && !notice.acknowledged;
      const counted = issued && policy ? dueDay(policy, policies, today) : notice.dueOn;
      const dueOn = counted < notice.dueOn ? counted : notice.dueOn;
      const wrong = dueOn >= today ? overdue.get(notice.id) : undefined;
      if (dueOn === notice.dueOn && wrong === undefined) continue;
      if (dueOn !== notice.dueOn) await moveDueBack(orm, notice.id, dueOn);
      const previous = dueOn === notice.dueOn ? {} : { previousDueOn: notice.dueOn };
      const withdraws = wrong === undefined ? {} : { withdraws: [wrong] };
      append(noticeChange('notice.corrected', { ...notice, dueOn }, { ...previous, ...withdraws }));
    }
    return next;
  };
