import { Vocabulary } from './words.js';

/** Words of accidents and hidden hazards: see vocabulary.ts. */

export const ACCIDENT_LEVEL = new Vocabulary(
  'AccidentLevel',
  'Accident level 事故等级 (State Council Decree 493, art. 3), computed as the worst of deaths, serious injuries with acute poisonings, and direct economic loss.',
  {
    ORDINARY: { en: 'Ordinary', zh: '一般事故', also: ['一般'] },
    RELATIVELY_LARGE: { en: 'Relatively large', zh: '较大事故', also: ['较大'] },
    MAJOR: { en: 'Major', zh: '重大事故', also: ['重大'] },
    PARTICULARLY_MAJOR: { en: 'Particularly major', zh: '特别重大事故', also: ['特别重大', '特大事故', '特大'] },
  },
);

/** With road and fire, whose supplement window is 7 days (Decree 493, art. 13). */
export const ACCIDENT_CATEGORY = new Vocabulary(
  'AccidentCategory',
  'Accident category 事故类别 (GB 6441-1986, and road traffic).',
  {
    OBJECT_STRIKE: { en: 'Struck by an object', zh: '物体打击' },
    VEHICLE_INJURY: { en: 'Injury by a vehicle of the enterprise', zh: '车辆伤害' },
    MECHANICAL_INJURY: { en: 'Injury by a machine', zh: '机械伤害' },
    LIFTING_INJURY: { en: 'Injury in lifting', zh: '起重伤害' },
    ELECTRIC_SHOCK: { en: 'Electric shock', zh: '触电' },
    DROWNING: { en: 'Drowning', zh: '淹溺', also: ['溺水'] },
    SCALD: { en: 'Burn or scald', zh: '灼烫', also: ['烧烫伤'] },
    FIRE: { en: 'Fire', zh: '火灾' },
    FALL_FROM_HEIGHT: { en: 'Fall from a height', zh: '高处坠落', also: ['高空坠落'] },
    COLLAPSE: { en: 'Collapse', zh: '坍塌', also: ['垮塌'] },
    ROOF_FALL: { en: 'Fall of roof or sides', zh: '冒顶片帮', also: ['冒顶', '片帮', '顶板'] },
    WATER_INRUSH: { en: 'Inrush of water', zh: '透水', also: ['突水', '水害'] },
    BLASTING: { en: 'Blasting', zh: '放炮', also: ['爆破'] },
    EXPLOSIVES_EXPLOSION: { en: 'Explosion of explosives', zh: '火药爆炸' },
    GAS_EXPLOSION: { en: 'Explosion of mine gas', zh: '瓦斯爆炸' },
    BOILER_EXPLOSION: { en: 'Explosion of a boiler', zh: '锅炉爆炸' },
    VESSEL_EXPLOSION: { en: 'Explosion of a vessel', zh: '容器爆炸', also: ['压力容器爆炸'] },
    OTHER_EXPLOSION: { en: 'Other explosion', zh: '其他爆炸', also: ['其它爆炸'] },
    POISONING_ASPHYXIATION: {
      en: 'Poisoning or asphyxiation',
      zh: '中毒和窒息',
      also: ['中毒与窒息', '中毒窒息', '中毒', '窒息'],
    },
    ROAD_TRAFFIC: { en: 'Road traffic', zh: '道路交通', also: ['道路运输', '交通'] },
    OTHER: { en: 'Other injury', zh: '其他伤害', also: ['其它伤害', '其他', '其它'] },
  },
  { endings: ['事故'] },
);

export const ACCIDENT_STATUS = new Vocabulary('AccidentStatus', 'How far an accident’s record has come.', {
  REPORTED: { en: 'First report', zh: '快报' },
  SUPPLEMENTED: { en: 'Supplemented', zh: '补报' },
  CONCLUDED: { en: 'Concluded: the investigation report was replied to', zh: '结案' },
});

export const RESPONSIBILITY = new Vocabulary('Responsibility', 'Finding on the enterprise’s responsibility 责任认定.', {
  UNDETERMINED: { en: 'Not found on yet', zh: '未认定', also: ['待认定', '未定'] },
  NOT_LIABLE: { en: 'Not liable', zh: '非责任事故', also: ['非责任', '无责任', '无责'] },
  SECONDARY: { en: 'Secondary responsibility', zh: '次要责任', also: ['次责'] },
  EQUAL: { en: 'Equal responsibility', zh: '同等责任', also: ['同责'] },
  MAIN: { en: 'Main responsibility', zh: '主要责任', also: ['主责'] },
  FULL: { en: 'Full responsibility', zh: '全部责任', also: ['全责'] },
});

export const STATISTIC_DIMENSION = new Vocabulary(
  'StatisticDimension',
  'What statistics are counted by. Time is that of the accident, counted in Asia/Shanghai.',
  {
    YEAR: { en: 'Year', zh: '年度' },
    QUARTER: { en: 'Quarter', zh: '季度' },
    MONTH: { en: 'Month', zh: '月份' },
    PREFECTURE: { en: 'Prefecture of the place', zh: '市州' },
    COUNTY: { en: 'County of the place', zh: '县区' },
    LEVEL: { en: 'Accident level', zh: '事故等级' },
    CATEGORY: { en: 'Accident category', zh: '事故类别' },
    STATUS: { en: 'How far the record has come', zh: '记录状态', more: '快报, 补报, 结案.' },
  },
);

export const HAZARD_LEVEL = new Vocabulary(
  'HazardLevel',
  'Hidden hazard level 事故隐患等级 (order 16 of the work-safety administration).',
  {
    GENERAL: { en: 'General', zh: '一般隐患', also: ['一般', '一般事故隐患'] },
    MAJOR: { en: 'Major', zh: '重大隐患', also: ['重大', '重大事故隐患'] },
  },
);

export const HAZARD_STATE = new Vocabulary('HazardState', 'State of a hidden hazard’s rectification 隐患治理状态.', {
  FOUND: { en: 'Found', zh: '已发现' },
  NOTIFIED: { en: 'Ordered to be rectified by a deadline', zh: '责令限期整改' },
  LISTED: { en: 'Listed for supervision', zh: '挂牌督办' },
  PLAN_APPROVED: { en: 'Plan approved', zh: '方案已批准' },
  RECTIFYING: { en: 'Under rectification', zh: '整改中' },
  EXTENSION_REQUESTED: { en: 'More time asked for', zh: '申请延期' },
  COMPLETION_CLAIMED: { en: 'Completion claimed', zh: '申请验收' },
  ACCEPTANCE: { en: 'Under acceptance', zh: '验收中' },
  REJECTED: { en: 'Not accepted', zh: '验收不合格' },
  DELISTED: { en: 'Accepted, and the item cancelled', zh: '销号' },
  OVERDUE: { en: 'Past its deadline', zh: '逾期' },
  ESCALATED: { en: 'Supervised from a level above', zh: '提级督办' },
  SUSPENDED: { en: 'Production suspended for rectification', zh: '停产整顿' },
  CLOSED: { en: 'Closed by order', zh: '关闭' },
});
