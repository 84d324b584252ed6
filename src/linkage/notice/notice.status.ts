import type { NoticeStatus } from '../../kernel/vocabulary.js';
import type { NoticeRow } from './notice.read.store.js';

/** Where a notice stands on a day: computed when read, so that OVERDUE is exact even where nothing has run since. */
export function noticeStatus(
  { actedAt, acknowledgedAt, dueOn }: Pick<NoticeRow, 'actedAt' | 'acknowledgedAt' | 'dueOn'>,
  on: string,
): NoticeStatus {
  if (actedAt !== null) return 'ACTED';
  if (acknowledgedAt !== null) return 'ACKNOWLEDGED';
  return dueOn < on ? 'OVERDUE' : 'ISSUED';
}
