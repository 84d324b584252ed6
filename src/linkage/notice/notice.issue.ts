import { randomUUID } from 'node:crypto';
import { worksFor } from '../../access/index.js';
import { type EventRow, factsOf, type Turn } from '../../exchange/core.js';
import { addDays } from '../../kernel/date.js';
import { covers, divisionLine } from '../../kernel/division-code.js';
import type { AgencyKind } from '../../kernel/vocabulary.js';
import type { CaseVersion } from '../case/case.decide.js';
import type { Policies } from '../policy/policy.store.js';
import { addDaysOf, type Policy, pickPolicy } from '../rules/index.js';
import { noticeEvent } from './notice.events.js';
import {
  insertNoticeGradings,
  insertNotices,
  type NewNotice,
  type NewNoticeGrading,
  type Recipient,
  recipientsIn,
} from './notice.store.js';

/** Whether a policy's notices about a division go to an agency: one of these kinds, of that division or above it. */
const concerns = (agency: Recipient, kinds: readonly AgencyKind[], division: string): boolean =>
  kinds.includes(agency.kind) && worksFor(agency, division);

const linesOf = (divisions: readonly string[]): string[] => [...new Set(divisions.flatMap(divisionLine))];

/** A notice to each agency that the policy names, of each case that came into force. */
export async function issueOfCases(
  turn: Turn,
  imposed: readonly CaseVersion[],
  homes: Record<string, string>,
): Promise<void> {
  if (imposed.length === 0) return;
  const homeOf = ({ row }: CaseVersion) => homes[row.uscc] ?? row.divisionCode;
  const kinds = [...new Set(imposed.flatMap((v) => v.policy.recipients))];
  const agencies = await recipientsIn(turn.orm, kinds, linesOf(imposed.map(homeOf)));
  const notices: NewNotice[] = [];
  for (const version of imposed) {
    const { row, policy, dueOn } = version;
    if (dueOn === null) throw new Error(`case ${row.key} came into force without a day for its notices`);
    for (const agency of agencies) {
      if (!concerns(agency, policy.recipients, homeOf(version))) continue;
      const notice = draft(turn, agency, policy, {
        kind: 'RESTRICTION',
        divisionCode: row.divisionCode,
        dueOn,
        caseId: row.id,
      });
      notice.position = turn.append(noticeEvent(notice, version));
      notices.push(notice);
    }
  }
  await insertNotices(turn.orm, notices);
}

/** Results of grading to the agencies that the policies name: one notice to each, of all that it is concerned with. */
export async function issueOfGradings(turn: Turn, events: readonly EventRow[], policies: Policies): Promise<void> {
  const { today } = turn;
  const told = events.flatMap((event) => {
    const policy = event.division === null ? null : pickPolicy(policies.policies, event.division, today);
    return policy && policy.gradingRecipients.length > 0 ? [{ event, policy, division: event.division as string }] : [];
  });
  if (told.length === 0) return;
  const kinds = [...new Set(told.flatMap((t) => t.policy.gradingRecipients))];
  const agencies = await recipientsIn(turn.orm, kinds, linesOf(told.map((t) => t.division)));
  const notices: NewNotice[] = [];
  const gradings: NewNoticeGrading[] = [];
  for (const agency of agencies) {
    const own = told.filter(({ policy, division }) => concerns(agency, policy.gradingRecipients, division));
    const [first] = own;
    if (!first) continue;
    const divisionCode = common(own.map((t) => t.division));
    const dueOn = dueDay(first.policy, policies, today);
    const notice = draft(turn, agency, first.policy, { kind: 'GRADING', divisionCode, dueOn, caseId: null });
    notice.position = turn.append(
      noticeEvent(
        notice,
        null,
        own.map((t) => t.event),
      ),
    );
    notices.push(notice);
    for (const { event } of own) {
      const { id } = factsOf<{ id: string }>(event);
      gradings.push({
        noticeId: notice.id,
        position: event.position,
        gradingId: String(id),
        uscc: event.subject as string,
        event: event.type,
      });
    }
  }
  await insertNotices(turn.orm, notices);
  await insertNoticeGradings(turn.orm, gradings);
}

/** A result of grading has no case that could wait for a calendar: past its end, calendar days count. */
export function dueDay({ acknowledgeWithin }: Policy, { calendar }: Policies, today: string): string {
  try {
    return addDaysOf(today, acknowledgeWithin, calendar);
  } catch {
    return addDays(today, acknowledgeWithin.count);
  }
}

/** The nearest division that covers them all. */
const common = (divisions: readonly string[]): string =>
  divisionLine(divisions[0] as string).find((area) => divisions.every((d) => covers(area, d))) ?? '100000';

function draft(
  { now }: Turn,
  agency: Recipient,
  policy: Policy,
  own: Pick<NewNotice, 'kind' | 'divisionCode' | 'dueOn' | 'caseId'>,
): NewNotice {
  const unanswered = { acknowledgedAt: null, acknowledgedPosition: null, receipt: null, actedAt: null };
  return {
    ...own,
    ...unanswered,
    id: randomUUID(),
    recipientId: agency.id,
    policyCode: policy.code,
    policyVersion: policy.version,
    issuedAt: now,
    position: 0,
  };
}
