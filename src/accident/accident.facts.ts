import { ACCIDENT_CATEGORY, ACCIDENT_LEVEL, ACCIDENT_STATUS, RESPONSIBILITY } from '../kernel/accident.words.js';
import { count, day, facts, instant, term, text, yuan } from '../register/facts.js';

/** What an accident cost, as every document about it states it anew. */
export const FIGURES = facts({
  deaths: count({
    need: 'required',
    description: 'Deaths 死亡人数, in persons.',
    input: 'Deaths 死亡人数.',
    headers: ['死亡人数'],
  }),
  seriousInjuries: count({
    need: 'required',
    description: 'Serious injuries with acute poisonings 重伤人数（包括急性工业中毒）, in persons.',
    input: 'Serious injuries with acute poisonings 重伤人数（包括急性工业中毒）.',
    headers: ['重伤人数'],
  }),
  missing: count({
    need: 'filled',
    description: 'Missing 下落不明人数, in persons. They do not count for the level.',
    input: 'Missing 下落不明人数; none where not given.',
    headers: ['失踪人数'],
  }),
  directEconomicLoss: yuan({
    description: 'Direct economic loss 直接经济损失, in yuan; null while not known.',
    input: 'Direct economic loss 直接经济损失, in yuan; none: not known.',
    headers: ['直接经济损失(元)', '直接经济损失'],
  }),
});

/** What a report says. */
export const REPORT = facts({
  occurredAt: instant({
    need: 'required',
    description: 'When it happened 发生时间.',
    input: 'When it happened 发生时间; not in the future.',
    headers: ['事故发生时间', '发生时间'],
  }),
  reportedAt: instant({
    need: 'filled',
    description: 'When it was reported to the safety regulator 报告时间.',
    input: 'When it was reported to the regulator; the moment of receipt where left out.',
    headers: ['报告时间', '事故报告时间'],
  }),
  category: term(ACCIDENT_CATEGORY, {
    need: 'required',
    description: 'Category 事故类别 (GB 6441-1986, and road traffic).',
    input: 'Category 事故类别.',
    headers: ['事故类别', '事故类型'],
  }),
  ...FIGURES,
  description: text(4000, {
    internal: { openText: 'publicDescription' },
    description:
      'Brief course 事故简要经过: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one, and of superseded versions none.',
    input:
      'Brief course 事故简要经过, at most 4,000 characters: internal, read by the authorities of its division. No identity or phone number.',
    headers: ['事故简要经过', '事故经过'],
  }),
  publicDescription: text(4000, {
    description:
      'What everybody may read of it 公开表述; null: no public text was given. Of superseded versions the authorities of its division alone see it.',
    input:
      'What everybody else reads of it 公开表述, at most 4,000 characters: no name of a person, no identity or phone number. None: they read none.',
    headers: ['公开表述', '事故公开表述'],
  }),
  responsibility: term(RESPONSIBILITY, {
    need: 'filled',
    description: 'Finding on the enterprise’s responsibility 责任认定.',
    input: 'Finding so far 责任认定; UNDETERMINED where none is given.',
    headers: ['责任认定'],
  }),
});

const { responsibility, ...FIRST } = REPORT;

/** What the register holds of an accident: the report, its level, and how far the record has come. */
export const ACCIDENT = facts({
  ...FIRST,
  level: term(ACCIDENT_LEVEL, {
    need: 'required',
    description: 'Level 事故等级 (Decree 493, art. 3): computed by the hub, never submitted.',
  }),
  status: term(ACCIDENT_STATUS, { need: 'required', description: 'How far the record has come: 快报, 补报, 结案.' }),
  responsibility,
  concludedOn: day({ description: 'Day of the government’s reply to the investigation report 批复日期.' }),
  publishedOn: day({ description: 'Day of publication 公布日期 (Decree 493, art. 34); null: not public.' }),
});
