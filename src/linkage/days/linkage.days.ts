import type { DayWork } from '../../exchange/index.js';
import { caseDayEvent, caseRemoval } from '../case/case.events.js';
import type { CaseRow } from '../case/case.store.js';
import { noticeChange } from '../notice/notice.events.js';
import type { PolicyBook } from '../policy/policy.book.js';
import { policyOf } from '../rules/index.js';
import { casesEnding, casesToPublish, noticesOverdue } from './day.store.js';

/**
 * What days bring to cases and notices by themselves: the end of a term, a publication that came after its decision, an
 * acknowledgement that is missing. Nothing is written but the events: what stands on a day is read from the days.
 */
export const linkageDays =
  (book: PolicyBook): DayWork =>
  async ({ orm, append }, since, today) => {
    const ending = await casesEnding(orm, since, today);
    const publishing = await casesToPublish(orm, since, today);
    if (ending.length + publishing.length > 0) {
      const { policies } = await book.current();
      const of = (row: CaseRow) => policyOf(policies, row.policyCode, row.policyVersion);
      for (const row of publishing) append(caseDayEvent('restriction.published', row, of(row)));
      for (const row of ending) {
        append(caseDayEvent('restriction.expired', row, of(row)));
        append(caseRemoval(row, today));
      }
    }
    for (const notice of await noticesOverdue(orm, since, today)) append(noticeChange('notice.overdue', notice));
  };
