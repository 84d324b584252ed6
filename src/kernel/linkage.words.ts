import { Vocabulary, type Word } from './words.js';

/** Words of findings, linkage cases, restrictions and notices: see vocabulary.ts. */

/**
 * What the lists of 安监总办〔2017〕49号 and of order 11 of 2023 name, and no register tells. Concealed and false reports are one
 * code, late and omitted ones another (order 14 of 2023): the lists treat them alike within a code and apart between them.
 */
export const FINDING_KIND = new Vocabulary(
  'FindingKind',
  'Conduct that an authority found 失信行为 (安监总办〔2017〕49号; order 11 of 2023).',
  {
    CONCEALED_OR_FALSE_REPORT: {
      en: 'An accident concealed or falsely reported',
      zh: '瞒报谎报',
      also: ['瞒报', '谎报', '谎报瞒报', '隐瞒不报'],
    },
    LATE_OR_OMITTED_REPORT: {
      en: 'An accident reported late or not reported by negligence',
      zh: '迟报漏报',
      also: ['迟报', '漏报', '漏报迟报'],
    },
    DID_NOT_RESCUE: {
      en: 'A principal who did not rescue, left the post or fled',
      zh: '不组织抢救或逃匿',
      also: ['不组织抢救', '不立即组织抢救', '擅离职守', '逃匿', '逃逸', '主要负责人逃逸'],
    },
    FINE_MULTIPLIED: {
      en: 'A fine of two to five times (Work Safety Law, art. 114)',
      zh: '加倍罚款',
      also: ['处以二倍以上五倍以下罚款', '二倍以上五倍以下罚款'],
    },
    NO_LICENCE: {
      en: 'Operating without a licence, or while it is withheld or revoked',
      zh: '无证生产',
      also: ['无证经营', '未取得安全生产许可', '暂扣期间生产', '吊销期间生产', '无证或在暂扣、吊销期间生产'],
    },
    REFUSED_PENALTY: {
      en: 'Able to carry out a penalty, and refusing or evading it',
      zh: '拒不执行处罚',
      also: ['拒不执行行政处罚', '逃避执行处罚'],
    },
    FALSE_TECHNICAL_REPORT: {
      en: 'A technical body that issues false reports or rents its qualification',
      zh: '出具虚假报告',
      also: ['出具虚假证明', '出具虚假报告或证明', '租借资质', '挂靠'],
    },
    WORKING_WITH_HAZARD: {
      en: 'Working on with a major hazard',
      zh: '重大隐患未治理仍生产',
      also: ['重大事故隐患未治理仍生产'],
    },
    EVADED_SUPERVISION: {
      en: 'Evading or resisting supervision',
      zh: '逃避抗拒监管',
      also: ['逃避监管', '抗拒监管', '对抗监管'],
    },
    WORKING_UNDER_SUSPENSION: { en: 'Working while production is suspended by order', zh: '停产整顿期间生产' },
    PROJECT_UNACCEPTED: {
      en: 'A project of a high-risk sector brought into use unaccepted',
      zh: '项目未经验收',
      also: ['未经验收', '高危项目未经验收', '建设项目未经验收'],
    },
    MINED_OVER_BOUNDARY: {
      en: 'Mining over the boundary or layer',
      zh: '超层越界开采',
      also: ['超层开采', '越界开采', '以探代采'],
    },
    DESTROYED_EVIDENCE: {
      en: 'Wrecking the scene or forging evidence',
      zh: '破坏现场伪造证据',
      also: ['破坏现场', '破坏事故现场', '伪造证据'],
    },
    OCCUPATIONAL_EXCESS: {
      en: 'Occupational hazards gravely over the limit',
      zh: '职业危害严重超标',
      also: ['职业危害超标', '职业病危害严重超标'],
    },
    OTHER_GRAVE: { en: 'Other grave conduct', zh: '其他严重情形', also: ['其他严重', '其它严重', '其它严重情形'] },
  },
  { endings: ['事故', '生产安全事故'] },
);

/** Domains that a restriction limits (the plan, section 3.3, item 7). */
export const RESTRICTION_DOMAIN = new Vocabulary('RestrictionDomain', 'What a restriction limits 限制领域.', {
  PROJECT_APPROVAL: { en: 'Approval of projects', zh: '项目核准' },
  LAND_USE_APPROVAL: { en: 'Approval of land use', zh: '用地审批' },
  SECURITIES_FINANCING: { en: 'Financing by securities', zh: '证券融资' },
  BANK_LOAN_REFERENCE: { en: 'Weighed by banks that decide on loans', zh: '银行贷款参考' },
});

export const RESTRICTION_STATUS = new Vocabulary(
  'RestrictionStatus',
  'Where a restriction stands, as of the day asked for.',
  {
    PROPOSED: { en: 'Proposed', zh: '拟限制' },
    IN_FORCE: { en: 'In force', zh: '生效' },
    LIFTED: { en: 'Lifted before its term', zh: '提前解除' },
    EXPIRED: { en: 'Its term has ended', zh: '期满' },
    WITHDRAWN: { en: 'Withdrawn', zh: '撤回' },
  },
);

export const FACT_KIND = new Vocabulary('FactKind', 'What a linkage case rests on.', {
  ACCIDENT: { en: 'Work-safety accident', zh: '生产安全事故' },
  HAZARD: { en: 'Major hidden hazard', zh: '重大事故隐患' },
  FINDING: { en: 'Finding of an authority', zh: '违法失信行为认定' },
});

const CASE_WORDS = {
  PROPOSED: { en: 'Proposed', zh: '拟列入' },
  PRIOR_NOTICE: { en: 'The party was told', zh: '已告知' },
  STATEMENT: { en: 'Statement and defence', zh: '陈述申辩' },
  OBJECTION: { en: 'Objection to the facts', zh: '异议' },
  HEARING: { en: 'Hearing', zh: '听证' },
  IN_FORCE: { en: 'In force', zh: '生效' },
  REPAIR_REQUESTED: { en: 'Repair applied for', zh: '申请修复' },
  LIFTED: { en: 'Lifted before its term', zh: '提前移出' },
  WITHDRAWN: { en: 'Withdrawn', zh: '撤销' },
} satisfies Record<string, Word>;

/** What is stored of a case; its expiry is read from its term. */
export const CASE_STATE = new Vocabulary('LinkageCaseState', 'State of a linkage case 联动案件.', CASE_WORDS);

export const CASE_STATUS = new Vocabulary(
  'LinkageCaseStatus',
  'Where a linkage case stands, as of today. EXPIRED is read from the term.',
  { ...CASE_WORDS, EXPIRED: { en: 'Its term has ended', zh: '期满' } },
);

/** What ended a case. */
export const CASE_END = new Vocabulary('LinkageCaseEnd', 'What ended a linkage case.', {
  FACTS: { en: 'The facts no longer support it', zh: '事实消除' },
  AUTHORITY: { en: 'The authority dropped or revoked it', zh: '机关撤销' },
  REPAIR: { en: 'A repair was approved', zh: '信用修复' },
});

export const REPAIR_CONDITION = new Vocabulary(
  'RepairCondition',
  'What an authority confirms when it approves a repair 信用修复条件.',
  {
    CORRECTED: { en: 'The conduct was corrected', zh: '已纠正失信行为' },
    DUTIES_DONE: { en: 'The duties of the penalty were done', zh: '已履行行政处罚决定等义务' },
    HARM_REMOVED: { en: 'The harm was removed', zh: '已消除危害后果' },
    NO_NEW_OFFENCE: { en: 'There is no new offence', zh: '未再发生失信行为' },
    NO_RUNNING_BAN: { en: 'No ban is running', zh: '无行业禁入等限制期未满' },
    PUBLIC_PROMISE: { en: 'A promise was made in public', zh: '已公开作出信用承诺' },
  },
);

export const NOTICE_KIND = new Vocabulary('NoticeKind', 'What a notice 通报 tells of.', {
  RESTRICTION: { en: 'Restrictions on an enterprise', zh: '联动限制通报' },
  GRADING: { en: 'Results of grading', zh: '标准化定级结果通报' },
});

export const NOTICE_STATUS = new Vocabulary(
  'NoticeStatus',
  'Where a notice stands, as of today. OVERDUE: not acknowledged by its last day.',
  {
    ISSUED: { en: 'Issued', zh: '已发出' },
    ACKNOWLEDGED: { en: 'Acknowledged', zh: '已签收' },
    ACTED: { en: 'Acted on', zh: '已反馈' },
    OVERDUE: { en: 'Not acknowledged in time', zh: '逾期未签收' },
  },
);

export const MEASURE_KIND = new Vocabulary('MeasureKind', 'What an agency did because of a notice 落实措施.', {
  PROJECT_APPROVAL_REFUSED: { en: 'A project was not approved', zh: '不予核准项目' },
  LAND_USE_REFUSED: { en: 'Land use was not approved', zh: '不予用地审批' },
  FINANCING_LIMITED: { en: 'Financing by securities was limited', zh: '限制证券融资' },
  LOAN_REFUSED: { en: 'A loan was refused', zh: '不予贷款' },
  CREDIT_TIGHTENED: { en: 'Credit was tightened', zh: '收紧信贷' },
  RATE_RAISED: { en: 'A rate was raised', zh: '提高费率' },
  SUPERVISION_RAISED: { en: 'Supervision was raised', zh: '加强监管' },
  OTHER_APPROVAL_LIMITED: { en: 'Another approval was limited', zh: '限制其他审批' },
  NOTHING_PENDING: { en: 'Nothing of the enterprise is pending', zh: '无相关业务' },
  OTHER: { en: 'Other', zh: '其他' },
});

export const LINKAGE_DIMENSION = new Vocabulary(
  'LinkageDimension',
  'What notices are counted by. Time is that of issue, in Asia/Shanghai.',
  {
    AGENCY: { en: 'The recipient', zh: '接收机关' },
    DIVISION: { en: 'County of the case', zh: '县区', more: 'Above it, the division that was recorded.' },
    MONTH: { en: 'Month of issue', zh: '月份' },
  },
);
