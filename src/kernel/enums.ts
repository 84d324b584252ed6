import 'reflect-metadata';
import { registerEnumType } from 'type-graphql';
import {
  ACCIDENT_CATEGORIES,
  ACCIDENT_LEVELS,
  ACCIDENT_STATUSES,
  CASE_STATES,
  ENTERPRISE_STATUSES,
  FACT_KINDS,
  FINDING_KINDS,
  HAZARD_LEVELS,
  HAZARD_STATES,
  INQUIRY_KINDS,
  MEASURE_KINDS,
  NOTICE_KINDS,
  NOTICE_STATUSES,
  RATING_LEVELS,
  RESPONSIBILITIES,
  RESTRICTION_DOMAINS,
  RESTRICTION_STATUSES,
  STANDARDIZATION_GRADES,
} from './vocabulary.js';

/** A vocabulary as a GraphQL enum; `terms` gives each value its official term, in the vocabulary's order. */
function enumOf<T extends string>(
  name: string,
  description: string,
  values: readonly T[],
  terms: string,
): { [K in T]: K } {
  const official = terms.split(' ');
  const asObject = Object.fromEntries(values.map((v) => [v, v])) as { [K in T]: K };
  const valuesConfig = Object.fromEntries(values.map((v, i) => [v, { description: `${official[i]}.` }]));
  registerEnumType(asObject, { name, description, valuesConfig } as Parameters<typeof registerEnumType>[1]);
  return asObject;
}

export const EnterpriseStatusEnum = enumOf(
  'EnterpriseStatus',
  'Operating state 登记状态 of an enterprise.',
  ENTERPRISE_STATUSES,
  '存续 停业 吊销 注销',
);

export const StandardizationGradeEnum = enumOf(
  'StandardizationGrade',
  'Safety-standardisation grade 安全生产标准化等级 (GB/T 33000-2016; AQ/T 9006-2010 before).',
  STANDARDIZATION_GRADES,
  '一级 二级 三级 未达标',
);

export const AccidentLevelEnum = enumOf(
  'AccidentLevel',
  'Accident level 事故等级 (State Council Decree 493, art. 3), computed as the worst of deaths, serious injuries with acute poisonings, and direct economic loss.',
  ACCIDENT_LEVELS,
  '一般事故 较大事故 重大事故 特别重大事故',
);

export const AccidentCategoryEnum = enumOf(
  'AccidentCategory',
  'Accident category 事故类别 (GB 6441-1986, and road traffic).',
  ACCIDENT_CATEGORIES,
  '物体打击 车辆伤害 机械伤害 起重伤害 触电 淹溺 灼烫 火灾 高处坠落 坍塌 冒顶片帮 透水 放炮 火药爆炸 瓦斯爆炸 锅炉爆炸 容器爆炸 其他爆炸 中毒和窒息 道路交通 其他伤害',
);

export const AccidentStatusEnum = enumOf(
  'AccidentStatus',
  'How far an accident’s record has come.',
  ACCIDENT_STATUSES,
  '快报 补报 结案',
);

export const ResponsibilityEnum = enumOf(
  'Responsibility',
  'Finding on the enterprise’s responsibility 责任认定.',
  RESPONSIBILITIES,
  '未认定 非责任事故 次要责任 同等责任 主要责任 全部责任',
);

export const HazardLevelEnum = enumOf(
  'HazardLevel',
  'Hidden hazard level 事故隐患等级.',
  HAZARD_LEVELS,
  '一般隐患 重大隐患',
);

export const HazardStateEnum = enumOf(
  'HazardState',
  'State of a hidden hazard’s rectification 隐患治理状态.',
  HAZARD_STATES,
  '已发现 责令限期整改 挂牌督办 方案已批准 整改中 申请延期 申请验收 验收中 验收不合格 销号 逾期 提级督办 停产整顿 关闭',
);

export const RatingLevelEnum = enumOf(
  'RatingLevel',
  'Credit rating level 信用等级, best first.',
  RATING_LEVELS,
  RATING_LEVELS.map((l) => `${l}级`).join(' '),
);

export const InquiryKindEnum = enumOf(
  'InquiryKind',
  'How an agency asked 查询方式.',
  INQUIRY_KINDS,
  '单笔核查 批量核查 名单筛查',
);

export const RestrictionDomainEnum = enumOf(
  'RestrictionDomain',
  'What a restriction limits 限制领域.',
  RESTRICTION_DOMAINS,
  '项目核准 用地审批 证券融资 银行贷款参考',
);

export const RestrictionStatusEnum = enumOf(
  'RestrictionStatus',
  'Where a restriction stands, as of the day asked for.',
  RESTRICTION_STATUSES,
  '拟限制 生效 提前解除 期满 撤回',
);

export const FactKindEnum = enumOf(
  'FactKind',
  'What a linkage case rests on.',
  FACT_KINDS,
  '生产安全事故 重大事故隐患 违法失信行为认定',
);

export const FindingKindEnum = enumOf(
  'FindingKind',
  'Conduct that an authority found 失信行为 (安监总办〔2017〕49号; order 11 of 2023).',
  FINDING_KINDS,
  '瞒报谎报 不组织抢救或逃匿 加倍罚款 无证生产 拒不执行处罚 出具虚假报告 重大隐患未治理仍生产 逃避抗拒监管 停产整顿期间生产 项目未经验收 超层越界开采 破坏现场伪造证据 职业危害严重超标 其他严重情形',
);

export const CaseStatusEnum = enumOf(
  'LinkageCaseStatus',
  'Where a linkage case stands, as of today. EXPIRED is read from the term.',
  [...CASE_STATES, 'EXPIRED'] as const,
  '拟列入 已告知 陈述申辩 异议 听证 生效 申请修复 提前移出 撤销 期满',
);

export const NoticeKindEnum = enumOf(
  'NoticeKind',
  'What a notice tells of.',
  NOTICE_KINDS,
  '联动限制通报 标准化定级结果通报',
);

export const NoticeStatusEnum = enumOf(
  'NoticeStatus',
  'Where a notice stands, as of today. OVERDUE: not acknowledged by its last day.',
  NOTICE_STATUSES,
  '已发出 已签收 已反馈 逾期未签收',
);

export const MeasureKindEnum = enumOf(
  'MeasureKind',
  'What an agency did because of a notice 落实措施.',
  MEASURE_KINDS,
  '不予核准项目 不予用地审批 限制证券融资 不予贷款 收紧信贷 提高费率 加强监管 限制其他审批 无相关业务 其他',
);
