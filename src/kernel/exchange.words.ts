import { Vocabulary } from './words.js';

/** Words of agencies, submissions, flags and webhooks: see vocabulary.ts. */

/** The ten after OPERATOR are the plan's recipients of restrictions (section 3.3, item 7). */
export const AGENCY_KIND = new Vocabulary('AgencyKind', 'Kind of an agency 机关类别.', {
  PARTNER: { en: 'Partner agency', zh: '协作单位' },
  SAFETY_REGULATOR: { en: 'Safety regulator', zh: '应急管理部门', also: ['安全生产监督管理部门'] },
  CREDIT_OFFICE: { en: 'Credit office', zh: '社会信用体系建设办公室' },
  COUNTY_GOVERNMENT: { en: 'County government', zh: '县级人民政府' },
  OPERATOR: { en: 'Operator of the hub', zh: '运行管理单位' },
  DEVELOPMENT_REFORM: { en: 'Development and reform', zh: '发展改革部门' },
  LAND: { en: 'Land and natural resources', zh: '自然资源部门', also: ['国土资源部门'] },
  HOUSING: { en: 'Housing and construction', zh: '住房和城乡建设部门' },
  INDUSTRY_IT: { en: 'Industry and information technology', zh: '工业和信息化部门' },
  HUMAN_RESOURCES: { en: 'Human resources and social security', zh: '人力资源和社会保障部门' },
  MARKET_REGULATION: { en: 'Market regulation', zh: '市场监督管理部门', also: ['工商行政管理部门'] },
  QUALITY_SUPERVISION: { en: 'Quality supervision', zh: '质量技术监督部门' },
  POWER: { en: 'Power supply', zh: '电力部门' },
  BANKING: { en: 'Banking regulator', zh: '银行业监督管理机构' },
  SECURITIES: { en: 'Securities regulator', zh: '证券监督管理机构' },
  INSURANCE: { en: 'Insurance regulator', zh: '保险监督管理机构' },
  GUARANTEE: { en: 'Regulator of guarantees', zh: '担保监督管理机构' },
});

/** Days that the State Council moved. */
export const HOLIDAY_KIND = new Vocabulary('HolidayKind', 'Day that the State Council moved.', {
  OFF: { en: 'Day off', zh: '放假', also: ['休', '休息'] },
  WORK: { en: 'Make-up working day', zh: '调休上班', also: ['班', '上班', '补班'] },
});

/** Yes and no as files write them. */
export const FLAG = new Vocabulary('Flag', 'Yes or no.', {
  TRUE: { en: 'Yes', zh: '是', also: ['1', 'YES', 'Y'] },
  FALSE: { en: 'No', zh: '否', also: ['0', 'NO', 'N'] },
});

export const SUBMISSION_STATUS = new Vocabulary('SubmissionStatus', 'What became of one submitted record.', {
  INSERTED: { en: 'New in the register', zh: '新增' },
  UPDATED: { en: 'A new version', zh: '更新', more: 'The earlier one is kept.' },
  UNCHANGED: { en: 'The register said so already', zh: '无变化', more: 'Nothing was written.' },
  REJECTED: { en: 'Refused, with code and message', zh: '拒收', more: 'The other records of the batch stand.' },
});

export const IMPORT_STATUS = new Vocabulary('ImportStatus', 'How far an import of a file has come.', {
  RECEIVED: { en: 'The file is here, and waits for its turn', zh: '已接收' },
  RUNNING: { en: 'It is being read and written', zh: '导入中' },
  DONE: { en: 'It ran to its end', zh: '已完成', more: 'Rows may have been rejected: see its counts.' },
  FAILED: { en: 'It could not run, or not to its end', zh: '失败', more: 'The message says why.' },
  STOPPED: { en: 'Its agency stopped it', zh: '已停止', more: 'What was written before stays.' },
  INTERRUPTED: { en: 'The hub stopped under it', zh: '已中断', more: 'It is taken up again by itself.' },
});

export const WEBHOOK_STATUS = new Vocabulary('WebhookStatus', 'Whether a webhook is delivered to.', {
  ACTIVE: { en: 'Deliveries are made, or tried again until they are acknowledged', zh: '推送中' },
  DISABLED: { en: 'Nothing is sent', zh: '已停用', more: 'Enabled again, it goes on from its position.' },
});

export const WEBHOOK_DISABLED_REASON = new Vocabulary('WebhookDisabledReason', 'Why a webhook is disabled.', {
  AGENCY: { en: 'Its agency disabled it', zh: '本单位停用' },
  OPERATOR: { en: 'An operator disabled it, and alone can enable it', zh: '运行管理单位停用' },
  FAILING: { en: 'Its endpoint has failed for five days', zh: '连续失败' },
  GONE: { en: 'Its endpoint answered 410 Gone', zh: '接收端已撤除' },
  BEHIND: {
    en: 'What it has yet to get is no longer kept',
    zh: '积压数据已归档',
    more: '`replayWebhook` says where to go on.',
  },
});

/** `v1a` and `v1` of Standard Webhooks. */
export const WEBHOOK_SIGNATURE = new Vocabulary('WebhookSignature', 'How deliveries are signed (Standard Webhooks).', {
  ED25519: {
    en: '`v1a`: with a private key of the hub’s',
    zh: '非对称签名',
    more: 'Who verifies holds nothing that could forge.',
  },
  HMAC_SHA256: { en: '`v1`: with a secret that the agency and the hub share', zh: '共享密钥签名' },
});
