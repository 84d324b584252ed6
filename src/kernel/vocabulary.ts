/**
 * The closed vocabularies that tables check and GraphQL enums name: one list for both, with the official terms beside
 * it. Terms and sources: the domain's laws and standards, as each line says.
 */

/** Kinds of agency. The ten after OPERATOR are the plan's recipients of restrictions (section 3.3, item 7). */
export const AGENCY_KINDS = [
  'PARTNER',
  'SAFETY_REGULATOR',
  'CREDIT_OFFICE',
  'COUNTY_GOVERNMENT',
  'OPERATOR',
  'DEVELOPMENT_REFORM',
  'LAND',
  'HOUSING',
  'INDUSTRY_IT',
  'HUMAN_RESOURCES',
  'MARKET_REGULATION',
  'QUALITY_SUPERVISION',
  'POWER',
  'BANKING',
  'SECURITIES',
  'INSURANCE',
  'GUARANTEE',
] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

/** The registers 登记簿 that the hub unifies. */
export const REGISTERS = ['ENTERPRISE', 'GRADING', 'ACCIDENT', 'HAZARD', 'CREDIT'] as const;
export type Register = (typeof REGISTERS)[number];

/** Operating state 登记状态: 存续, 停业, 吊销, 注销. */
export const ENTERPRISE_STATUSES = ['ACTIVE', 'SUSPENDED', 'REVOKED', 'CANCELLED'] as const;
export type EnterpriseStatus = (typeof ENTERPRISE_STATUSES)[number];

/** Standardisation grades 标准化等级: 一级, 二级, 三级, 未达标 (应急〔2021〕83号; AQ/T 9006-2010). */
export const STANDARDIZATION_GRADES = ['GRADE_1', 'GRADE_2', 'GRADE_3', 'BELOW_STANDARD'] as const;
export type StandardizationGrade = (typeof STANDARDIZATION_GRADES)[number];

/** Accident levels 事故等级, ascending: 一般, 较大, 重大, 特别重大 (State Council Decree 493, art. 3). */
export const ACCIDENT_LEVELS = ['ORDINARY', 'RELATIVELY_LARGE', 'MAJOR', 'PARTICULARLY_MAJOR'] as const;
export type AccidentLevel = (typeof ACCIDENT_LEVELS)[number];

/** Accident categories 事故类别 (GB 6441-1986), with road and fire, whose supplement window is 7 days (Decree 493, art. 13). */
export const ACCIDENT_CATEGORIES = [
  'OBJECT_STRIKE',
  'VEHICLE_INJURY',
  'MECHANICAL_INJURY',
  'LIFTING_INJURY',
  'ELECTRIC_SHOCK',
  'DROWNING',
  'SCALD',
  'FIRE',
  'FALL_FROM_HEIGHT',
  'COLLAPSE',
  'ROOF_FALL',
  'WATER_INRUSH',
  'BLASTING',
  'EXPLOSIVES_EXPLOSION',
  'GAS_EXPLOSION',
  'BOILER_EXPLOSION',
  'VESSEL_EXPLOSION',
  'OTHER_EXPLOSION',
  'POISONING_ASPHYXIATION',
  'ROAD_TRAFFIC',
  'OTHER',
] as const;
export type AccidentCategory = (typeof ACCIDENT_CATEGORIES)[number];

/** 快报, 补报, 结案 (调查报告已批复). */
export const ACCIDENT_STATUSES = ['REPORTED', 'SUPPLEMENTED', 'CONCLUDED'] as const;
export type AccidentStatus = (typeof ACCIDENT_STATUSES)[number];

/** Finding on the enterprise 责任认定: 未认定, 非责任事故, 次要责任, 同等责任, 主要责任, 全部责任. */
export const RESPONSIBILITIES = ['UNDETERMINED', 'NOT_LIABLE', 'SECONDARY', 'EQUAL', 'MAIN', 'FULL'] as const;
export type Responsibility = (typeof RESPONSIBILITIES)[number];

/** Hidden hazard levels 隐患等级: 一般, 重大 (order 16 of the work-safety administration). */
export const HAZARD_LEVELS = ['GENERAL', 'MAJOR'] as const;
export type HazardLevel = (typeof HAZARD_LEVELS)[number];

/** States of a hidden hazard 隐患治理状态. */
export const HAZARD_STATES = [
  'FOUND',
  'NOTIFIED',
  'LISTED',
  'PLAN_APPROVED',
  'RECTIFYING',
  'EXTENSION_REQUESTED',
  'COMPLETION_CLAIMED',
  'ACCEPTANCE',
  'REJECTED',
  'DELISTED',
  'OVERDUE',
  'ESCALATED',
  'SUSPENDED',
  'CLOSED',
] as const;
export type HazardState = (typeof HAZARD_STATES)[number];

/**
 * Conduct that an authority found 失信行为认定 and no register tells: what the lists of 安监总办〔2017〕49号 and of order 11 of 2023 name.
 * In turn: 瞒报谎报; 迟报漏报; 不组织抢救、擅离职守或逃匿; 加倍罚款 (Work Safety Law, art. 114); 无证或在暂扣、吊销期间生产; 拒不执行处罚; 出具虚假报告;
 * 重大隐患未治理仍生产; 逃避、抗拒监管; 停产整顿期间生产; 高危项目未经验收; 超层越界开采; 破坏现场、伪造证据; 职业危害严重超标; 其他严重.
 */
export const FINDING_KINDS = [
  'CONCEALED_OR_FALSE_REPORT',
  'LATE_OR_OMITTED_REPORT',
  'DID_NOT_RESCUE',
  'FINE_MULTIPLIED',
  'NO_LICENCE',
  'REFUSED_PENALTY',
  'FALSE_TECHNICAL_REPORT',
  'WORKING_WITH_HAZARD',
  'EVADED_SUPERVISION',
  'WORKING_UNDER_SUSPENSION',
  'PROJECT_UNACCEPTED',
  'MINED_OVER_BOUNDARY',
  'DESTROYED_EVIDENCE',
  'OCCUPATIONAL_EXCESS',
  'OTHER_GRAVE',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Credit rating levels 信用等级, best first: the ten international steps; the local A/B/C/D uses four of them. */
export const RATING_LEVELS = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D'] as const;
export type RatingLevel = (typeof RATING_LEVELS)[number];

/** Domains that a restriction limits 限制领域 (the plan, section 3.3, item 7). */
export const RESTRICTION_DOMAINS = [
  'PROJECT_APPROVAL',
  'LAND_USE_APPROVAL',
  'SECURITIES_FINANCING',
  'BANK_LOAN_REFERENCE',
] as const;
export type RestrictionDomain = (typeof RESTRICTION_DOMAINS)[number];

/** 拟限制, 生效, 提前解除, 期满, 撤回. */
export const RESTRICTION_STATUSES = ['PROPOSED', 'IN_FORCE', 'LIFTED', 'EXPIRED', 'WITHDRAWN'] as const;
export type RestrictionStatus = (typeof RESTRICTION_STATUSES)[number];

/** What the linkage decides from: an accident 事故, a hidden hazard 隐患, a finding 失信行为认定. */
export const FACT_KINDS = ['ACCIDENT', 'HAZARD', 'FINDING'] as const;

/** Days that the State Council moved: 放假, 调休上班. */
export const HOLIDAY_KINDS = ['OFF', 'WORK'] as const;

/** States of a linkage case 联动案件: 拟列入, 已告知, 陈述申辩, 异议, 听证, 生效, 申请修复, 提前移出, 撤销. Its expiry 期满 is read from its term. */
export const CASE_STATES = [
  'PROPOSED',
  'PRIOR_NOTICE',
  'STATEMENT',
  'OBJECTION',
  'HEARING',
  'IN_FORCE',
  'REPAIR_REQUESTED',
  'LIFTED',
  'WITHDRAWN',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What ended a case: the facts no longer support it; the authority dropped or revoked it; a repair 信用修复 was approved. */
export const CASE_ENDS = ['FACTS', 'AUTHORITY', 'REPAIR'] as const;
export type CaseEnd = (typeof CASE_ENDS)[number];

/** What a notice 通报 tells of: restrictions on an enterprise, or results of grading. */
export const NOTICE_KINDS = ['RESTRICTION', 'GRADING'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** 已发出, 已签收, 已反馈, 逾期未签收. */
export const NOTICE_STATUSES = ['ISSUED', 'ACKNOWLEDGED', 'ACTED', 'OVERDUE'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** What an agency did because of a notice 落实措施: 不予核准项目, 不予用地审批, 限制证券融资, 不予贷款, 收紧信贷, 提高费率, 加强监管, 其他限制, 无相关业务, 其他. */
export const MEASURE_KINDS = [
  'PROJECT_APPROVAL_REFUSED',
  'LAND_USE_REFUSED',
  'FINANCING_LIMITED',
  'LOAN_REFUSED',
  'CREDIT_TIGHTENED',
  'RATE_RAISED',
  'SUPERVISION_RAISED',
  'OTHER_APPROVAL_LIMITED',
  'NOTHING_PENDING',
  'OTHER',
] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** Whether a webhook is delivered to. */
export const WEBHOOK_STATUSES = ['ACTIVE', 'DISABLED'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Who or what disabled a webhook: its agency; an operator; five days of failures; 410 Gone; what it lacks is no longer kept. */
export const WEBHOOK_DISABLED_REASONS = ['AGENCY', 'OPERATOR', 'FAILING', 'GONE', 'BEHIND'] as const;
export type WebhookDisabledReason = (typeof WEBHOOK_DISABLED_REASONS)[number];

/** How deliveries are signed: `v1a` and `v1` of Standard Webhooks. */
export const WEBHOOK_SIGNATURES = ['ED25519', 'HMAC_SHA256'] as const;
export type WebhookSignature = (typeof WEBHOOK_SIGNATURES)[number];

/** One credit check; several at once; a whole portfolio. */
export const INQUIRY_KINDS = ['CHECK', 'CHECKS', 'SCREENING'] as const;
export type InquiryKind = (typeof INQUIRY_KINDS)[number];
