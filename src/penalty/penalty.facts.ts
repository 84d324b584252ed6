import { day, facts, line, terms, text, yuan } from '../register/facts.js';
import { PENALTY_KIND } from './penalty.words.js';

/** What a decision of an administrative penalty 行政处罚决定 says, and what became of it. */
export const PENALTY = facts({
  violation: text(500, {
    need: 'required',
    description: 'Type of the violation 违法行为类型; everybody reads it: no person’s name.',
    headers: ['违法行为类型', '违法行为', 'CF_WFXW'],
  }),
  facts: text(4000, {
    internal: { openText: null },
    description: 'Facts of the violation 违法事实, which may name people: to the authorities of its division alone.',
    headers: ['违法事实', '主要违法事实', '处罚事由', 'CF_SY'],
  }),
  basis: text(2000, { description: 'Law and article 处罚依据.', headers: ['处罚依据', '行政处罚依据', 'CF_YJ'] }),
  kinds: terms(PENALTY_KIND, {
    need: 'required',
    description: 'Kinds of penalty 处罚类别 that it imposes.',
    headers: ['处罚类别', '处罚种类', '行政处罚类别', '行政处罚种类', 'CF_CFLB'],
  }),
  content: text(4000, {
    internal: { openText: 'publicContent' },
    description: 'What it imposes in words 处罚内容; who may not read the internal text reads the public one.',
    input: 'What it imposes in words 处罚内容, as the decision says it; to the authorities of its division alone.',
    headers: ['处罚内容', '行政处罚内容', '处罚结果', 'CF_NR'],
  }),
  publicContent: text(4000, {
    description: 'The same for everybody 处罚内容公开表述; no person’s name.',
    headers: ['处罚内容公开表述'],
  }),
  fine: yuan({
    description: 'Fine 罚款金额 in yuan.',
    headers: ['罚款金额(元)', '罚款金额'],
    tenThousands: ['罚款金额(万元)', 'CF_NR_FK'],
  }),
  confiscated: yuan({
    description: 'Confiscated 没收金额 in yuan.',
    headers: ['没收金额(元)', '没收违法所得、没收非法财物的金额(元)', '没收金额', '没收违法所得、没收非法财物的金额'],
    tenThousands: ['没收金额(万元)', '没收违法所得、没收非法财物的金额(万元)', 'CF_NR_WFFF'],
  }),
  licenceWithheld: text(500, {
    description: 'Licence withheld or revoked 暂扣或吊销证照.',
    headers: ['暂扣或吊销证照名称及编号', 'CF_NR_ZKDX'],
  }),
  decidedOn: day({
    need: 'required',
    description: 'Day of the decision 处罚决定日期.',
    headers: ['处罚决定日期', 'CF_JDRQ'],
  }),
  validUntil: day({
    notBefore: 'decidedOn',
    description: 'Last day of its validity 处罚有效期.',
    headers: ['处罚有效期', 'CF_YXQ'],
  }),
  publishedUntil: day({
    lasts: { years: 3, from: ['decidedOn'] },
    description:
      'Last day of its publicity 公示截止期, within three years (国家发展改革委令第36号); null: not published.',
    headers: ['公示截止期', '公示截止日期', 'CF_GSJZQ'],
  }),
  decidedBy: line(200, {
    description: 'Body that decided 处罚机关.',
    headers: ['处罚机关', '行政处罚机关', 'CF_CFJG'],
  }),
  withdrawnOn: day({
    ahead: false,
    notBefore: 'decidedOn',
    description: 'Day on which it was revoked, as on review 撤销日期; null: it stands. Published no longer.',
    headers: ['撤销日期'],
  }),
  withdrawalReason: text(500, {
    about: { day: 'withdrawnOn', needed: true },
    internal: { openText: null },
    description: 'Why it was revoked 撤销原因: to the authorities of its division alone.',
    headers: ['撤销原因'],
  }),
});
export type Penalty = typeof PENALTY;
