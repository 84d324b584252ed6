import type { EventDraft, EventRow } from '../../exchange/index.js';
import type { CaseVersion } from '../case/case.decide.js';
import { countyOf } from '../restriction/restriction.view.js';
import { basisOf } from '../rules/index.js';
import type { NewNotice, NoticeEnvelope, NoticeFacts } from './notice.store.js';

/** What every event of a notice says of it. */
const factsOf = ({ id, kind, caseId, dueOn, policyCode, policyVersion }: NoticeFacts) => ({
  ...{ id, kind, caseId, dueOn },
  policy: `${policyCode} ${policyVersion}`,
});

const envelope = (
  { recipientId, divisionCode }: Pick<NewNotice, 'recipientId' | 'divisionCode'>,
  uscc: string | null,
) => ({
  subject: uscc,
  // Where the fact happened, to the town, is a part of the cause.
  division: countyOf(divisionCode),
  public: false,
  recipientId,
});

/** A notice as it is issued: of a case, or of results of grading, which stand in the log between two positions. */
export function noticeEvent(
  notice: NewNotice,
  version: Pick<CaseVersion, 'row' | 'policy'> | null,
  gradings: readonly EventRow[] = [],
): EventDraft {
  const common = { ...envelope(notice, version?.row.uscc ?? null), type: 'notice.issued' as const };
  if (!version) {
    const positions = { first: gradings[0]?.position, last: gradings.at(-1)?.position };
    return { ...common, data: { ...factsOf(notice), gradings: gradings.length, ...positions } };
  }
  // Not the cause: a bank may not read it, and a notice is one text for all. Who may asks for the case.
  const { effectiveFrom, effectiveUntil } = version.row;
  const domains = version.policy.consequences.map((c) => c.domain);
  const legalBasis = basisOf(version.policy);
  return { ...common, data: { ...factsOf(notice), legalBasis, domains, effectiveFrom, effectiveUntil } };
}

/** What became of a notice. Remarks stay out: the log is never erased. */
export const noticeChange = (
  type: 'notice.acknowledged' | 'notice.acted' | 'notice.overdue' | 'notice.corrected',
  notice: NoticeEnvelope,
  more: object = {},
): EventDraft => ({ ...envelope(notice, notice.uscc), type, data: { ...factsOf(notice), ...more } });
