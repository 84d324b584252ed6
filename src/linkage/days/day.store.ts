import { type Orm, prepared } from '../../../db/client.js';
import { publishedBehindMark } from '../../../db/tables/base.js';
import { CASE_COLUMNS, type CaseRow } from '../case/case.store.js';
import type { NoticeEnvelope } from '../notice/notice.store.js';

/** The last day of the terms that end with the days from `since` on, to the eve of today: each is told on the day after. */
const CASES_ENDING = `select ${CASE_COLUMNS} from hub.linkage_case c
  where c.ended_on is null and c.effective_until >= $1::date and c.effective_until < $2::date order by c.effective_until, c.id`;

/** Cases whose term has ended, by its last day. */
export const casesEnding = (orm: Orm, since: string, today: string): Promise<CaseRow[]> =>
  prepared<CaseRow>(orm, CASES_ENDING, [since, today]);

const CASES_TO_PUBLISH = `select ${CASE_COLUMNS} from hub.linkage_case c
  where (c.published_on > (c.recorded_at at time zone 'Asia/Shanghai')::date and c.published_on > $1::date and c.published_on <= $2::date
      or ${publishedBehindMark('c', '$1', '$2')}) and c.ended_on is null
  order by c.published_on, c.id`;

/** Cases whose day of publication lies behind their present version, and has come. */
export const casesToPublish = (orm: Orm, since: string, today: string): Promise<CaseRow[]> =>
  prepared<CaseRow>(orm, CASES_TO_PUBLISH, [since, today]);

const OVERDUE = `select n.id, n.kind, n.case_id::text "caseId", n.due_on "dueOn", n.policy_code "policyCode", n.policy_version "policyVersion",
    n.recipient_id "recipientId", n.division_code "divisionCode", c.uscc
  from hub.notice n left join hub.linkage_case c on c.id = n.case_id
  where n.acknowledged_at is null and n.due_on >= $1::date and n.due_on < $2::date order by n.due_on, n.position`;

/** Notices that were not acknowledged by their last day. */
export const noticesOverdue = (orm: Orm, since: string, today: string): Promise<NoticeEnvelope[]> =>
  prepared<NoticeEnvelope>(orm, OVERDUE, [since, today]);
