import { Vocabulary } from './words.js';

/** Several terms with what is to be done about them alike. */
const each = (terms: readonly string[], instead: string): Record<string, string> =>
  Object.fromEntries(terms.map((term) => [term, instead]));

/** Words of enterprises, gradings and credit: see vocabulary.ts. */

export const ENTERPRISE_STATUS = new Vocabulary(
  'EnterpriseStatus',
  'Operating state 登记状态 of an enterprise.',
  {
    ACTIVE: {
      en: 'In operation',
      zh: '存续',
      also: [
        ...['在业', '开业', '在营', '在册', '正常', '营业', '正常经营', '正常营业', '已开业', '登记成立'],
        ...['存续(在营、开业、在册)', '存续(在营、开业)', '在营(开业)', '在营(开业)企业', '在营企业', '开业(在营)'],
      ],
    },
    SUSPENDED: {
      en: 'Closed for the time being',
      zh: '停业',
      also: ['歇业', '停业(歇业)', '停业歇业', '已停业', '已歇业'],
    },
    REVOKED: {
      en: 'Licence revoked',
      zh: '吊销',
      also: ['已吊销', '吊销,未注销', '吊销(未注销)', '吊销企业', '吊销营业执照', '已吊销,未注销'],
    },
    CANCELLED: {
      en: 'Struck off the register',
      zh: '注销',
      also: ['已注销', '吊销,已注销', '吊销(已注销)', '注销企业', '吊销后注销', '已吊销,已注销'],
    },
  },
  {
    others: {
      ...each(
        ['撤销', '已撤销', '撤销登记', '撤销设立'],
        'a registration that was annulled has no state here: where it is struck off, write 注销',
      ),
      ...each(
        ['清算', '清算中', '正在清算'],
        'who is in liquidation is registered still: leave the cell empty, or write 存续 or 停业',
      ),
    },
  },
);

export const STANDARDIZATION_GRADE = new Vocabulary(
  'StandardizationGrade',
  'Safety-standardisation grade 安全生产标准化等级 (应急〔2021〕83号; GB/T 33000-2016; AQ/T 9006-2010 before).',
  {
    GRADE_1: { en: 'Grade 1, of the ministry', zh: '一级', also: ['1', '1级', 'Ⅰ级'] },
    GRADE_2: { en: 'Grade 2, of the province', zh: '二级', also: ['2', '2级', 'Ⅱ级'] },
    GRADE_3: { en: 'Grade 3, of the prefecture', zh: '三级', also: ['3', '3级', 'Ⅲ级'] },
    BELOW_STANDARD: { en: 'Below the standard', zh: '未达标', also: ['不达标'] },
  },
);

export const GRADING_STATUS = new Vocabulary('GradingStatus', 'Where a grading stands, as of the day asked for.', {
  VALID: { en: 'In force', zh: '有效' },
  EXPIRED: { en: 'Past its last day of validity', zh: '过期' },
  REVOKED: { en: 'Revoked', zh: '撤销' },
});

const level = (code: string, en: string) => ({ en, zh: `${code}级` });
/** The ten international steps; the local A/B/C/D uses four of them. */
export const RATING_LEVEL = new Vocabulary('RatingLevel', 'Credit rating level 信用等级, best first.', {
  AAA: level('AAA', 'Extremely good credit'),
  AA: level('AA', 'Very good credit'),
  A: level('A', 'Good credit'),
  BBB: level('BBB', 'Fair credit'),
  BB: level('BB', 'Less than fair credit'),
  B: level('B', 'Weak credit'),
  CCC: level('CCC', 'Poor credit'),
  CC: level('CC', 'Very poor credit'),
  C: level('C', 'Extremely poor credit'),
  D: level('D', 'No credit'),
});

export const CREDIT_CHECK_OUTCOME = new Vocabulary('CreditCheckOutcome', 'What a credit check 信用核查 found.', {
  CLEAR: { en: 'A known enterprise, and nothing against it', zh: '无不良信息' },
  REFERENCE: { en: 'Something that a bank must weigh', zh: '贷款重要参考', more: 'See `reasons`.' },
  RESTRICTED: { en: 'A restriction on projects, land or securities financing is in force', zh: '受限' },
  UNKNOWN_ENTERPRISE: {
    en: 'The register of enterprises does not have this code',
    zh: '未登记企业',
    more: 'Nothing is said about it.',
  },
});

export const CREDIT_CHECK_REASON = new Vocabulary('CreditCheckReason', 'Why an outcome is not CLEAR 核查理由.', {
  RESTRICTION_IN_FORCE: { en: 'A restriction other than the loan reference is in force', zh: '限制措施生效中' },
  BANK_LOAN_REFERENCE: { en: 'A restriction of the domain BANK_LOAN_REFERENCE is in force', zh: '银行贷款参考' },
  RATING_LOW: { en: 'The credit rating in force is CCC or lower', zh: '信用等级低' },
  GRADING_REVOKED: { en: 'The latest grading was revoked and no later one is in force', zh: '标准化等级已撤销' },
  GRADING_BELOW_STANDARD: { en: 'The grading in force is BELOW_STANDARD', zh: '标准化未达标' },
  PENALTY_IN_FORCE: { en: 'An administrative penalty is published', zh: '行政处罚公示中' },
  LICENCE_REVOKED: {
    en: 'A safety licence was revoked, and none of its kind issued since is in force',
    zh: '安全生产许可证已吊销',
  },
  LICENCE_WITHHELD: { en: 'A safety licence is withheld', zh: '安全生产许可证暂扣中' },
});

export const INQUIRY_KIND = new Vocabulary('InquiryKind', 'How an agency asked 查询方式.', {
  CHECK: { en: 'One credit check', zh: '单笔核查' },
  CHECKS: { en: 'Several at once', zh: '批量核查' },
  SCREENING: { en: 'A whole portfolio', zh: '名单筛查' },
});
