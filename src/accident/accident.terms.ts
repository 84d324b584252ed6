import {
  ACCIDENT_CATEGORIES,
  type AccidentCategory,
  RESPONSIBILITIES,
  type Responsibility,
} from '../kernel/vocabulary.js';

/** What exports write for each category 事故类别 (GB 6441-1986), the official term first. */
const CATEGORY_TERMS: Record<AccidentCategory, string> = {
  OBJECT_STRIKE: '物体打击',
  VEHICLE_INJURY: '车辆伤害',
  MECHANICAL_INJURY: '机械伤害',
  LIFTING_INJURY: '起重伤害',
  ELECTRIC_SHOCK: '触电',
  DROWNING: '淹溺 溺水',
  SCALD: '灼烫 烧烫伤',
  FIRE: '火灾',
  FALL_FROM_HEIGHT: '高处坠落 高空坠落',
  COLLAPSE: '坍塌 垮塌',
  ROOF_FALL: '冒顶片帮 冒顶 片帮 顶板',
  WATER_INRUSH: '透水 突水 水害',
  BLASTING: '放炮 爆破',
  EXPLOSIVES_EXPLOSION: '火药爆炸',
  GAS_EXPLOSION: '瓦斯爆炸',
  BOILER_EXPLOSION: '锅炉爆炸',
  VESSEL_EXPLOSION: '容器爆炸 压力容器爆炸',
  OTHER_EXPLOSION: '其他爆炸 其它爆炸',
  POISONING_ASPHYXIATION: '中毒和窒息 中毒与窒息 中毒窒息 中毒 窒息',
  ROAD_TRAFFIC: '道路交通 道路运输 交通',
  OTHER: '其他伤害 其它伤害 其他 其它',
};

/** What exports write for each finding 责任认定. */
const RESPONSIBILITY_TERMS: Record<Responsibility, string> = {
  UNDETERMINED: '未认定 待认定 未定',
  NOT_LIABLE: '非责任事故 非责任 无责任 无责',
  SECONDARY: '次要责任 次责',
  EQUAL: '同等责任 同责',
  MAIN: '主要责任 主责',
  FULL: '全部责任 全责',
};

function termsOf<T extends string>(
  values: readonly T[],
  terms: Record<T, string>,
  endings: string[],
): Record<string, T> {
  const pairs = values.flatMap((v) => terms[v].split(' ').flatMap((t) => endings.map((e) => [t + e, v] as const)));
  return Object.fromEntries(pairs);
}

/** Category by term, with and without 事故 behind it. */
export const CATEGORY_OF = termsOf(ACCIDENT_CATEGORIES, CATEGORY_TERMS, ['', '事故']);

/** Finding by term. */
export const RESPONSIBILITY_OF = termsOf(RESPONSIBILITIES, RESPONSIBILITY_TERMS, ['']);
