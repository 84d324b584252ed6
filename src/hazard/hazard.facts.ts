import { HAZARD_LEVEL, HAZARD_STATE } from '../kernel/accident.words.js';
import { day, facts, instant, term, text, yuan } from '../register/facts.js';

/** What a report says of a hazard, beside the five implementations. */
export const REPORT = facts({
  level: term(HAZARD_LEVEL, {
    need: 'required',
    description: 'Level 隐患等级: general or major (安监总局令第16号, art. 3).',
    input: 'Level 隐患等级.',
    headers: ['隐患等级', '隐患级别'],
  }),
  description: text(2000, {
    need: 'required',
    internal: { openText: 'publicDescription' },
    description:
      'What was found 隐患描述: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one, and of superseded versions none.',
    input:
      'What was found, at most 2,000 characters: internal, read by the authorities of its division. No identity or phone number.',
    headers: ['隐患描述', '隐患内容'],
  }),
  publicDescription: text(2000, {
    description:
      'What everybody may read of it 公开表述; null: no public text was given. Of superseded versions the authorities of its division alone see it.',
    input:
      'What everybody else reads of it 公开表述, at most 2,000 characters: no name of a person, no identity or phone number. None: they read none.',
    headers: ['公开表述', '隐患公开表述'],
  }),
  foundOn: day({
    need: 'required',
    description: 'Day of finding 发现日期.',
    input: 'Day of finding; not in the future.',
    headers: ['发现日期', '排查日期'],
  }),
  deadline: day({
    ahead: true,
    description: 'Last day for rectification 整改期限: of the order, the listing, or the latest extension granted.',
    input: 'Last day for rectification, where it is known already; the order sets it.',
    headers: ['整改期限', '整改时限'],
  }),
});

/** The five implementations 五落实. */
export const PLAN = facts({
  planMeasures: text(2000, { description: 'Measures 整改措施, at most 2,000 characters.' }),
  planResponsible: text(200, { description: 'Who is responsible 责任人, at most 200 characters.' }),
  planFunds: yuan({ description: 'Funds 整改资金, in yuan.' }),
  planDeadline: day({ ahead: true, description: 'Deadline of the plan 整改时限; not before the day of finding.' }),
  planDocument: text(2000, { description: 'Plan 整改方案、预案: its name or number, at most 2,000 characters.' }),
});

/** What the register holds of a hazard: what was reported, and where its rectification stands. */
export const HAZARD = facts({
  ...REPORT,
  listedOn: day({ description: 'Day of listing for supervision 挂牌督办日期; null where it is not listed.' }),
  state: term(HAZARD_STATE, { need: 'required', description: 'State of the rectification 治理状态.' }),
  stateSince: instant({ need: 'required', description: 'Since when it is in this state.' }),
  ...PLAN,
});
