import { Vocabulary } from '../kernel/words.js';

export const LICENCE_KIND = new Vocabulary('SafetyLicenceKind', 'What it is for (安全生产许可证条例, art. 2).', {
  MINING: { en: 'Mines', zh: '矿山企业', also: ['矿山', '煤矿', '非煤矿山', '金属非金属矿山'] },
  CONSTRUCTION: { en: 'Construction', zh: '建筑施工企业', also: ['建筑施工'] },
  HAZARDOUS_CHEMICALS: { en: 'Production of hazardous chemicals', zh: '危险化学品生产企业', also: ['危险化学品'] },
  FIREWORKS: { en: 'Production of fireworks', zh: '烟花爆竹生产企业', also: ['烟花爆竹'] },
  CIVIL_EXPLOSIVES: { en: 'Production of civil explosives', zh: '民用爆炸物品生产企业', also: ['民用爆炸物品'] },
});
type ByName = Readonly<Record<string, (typeof LICENCE_KIND.codes)[number]>>;

/** Letters of a certificate's number, as in （甘）FM安许证字〔2024〕001. */
export const LETTERS: ByName = {
  ...{ MK: 'MINING', FM: 'MINING', JZ: 'CONSTRUCTION' },
  ...{ WH: 'HAZARDOUS_CHEMICALS', YH: 'FIREWORKS', MB: 'CIVIL_EXPLOSIVES' },
};

/** Agencies that issue licences of one kind alone (art. 4 and 5). */
export const ISSUERS: ByName = { HOUSING: 'CONSTRUCTION', INDUSTRY_IT: 'CIVIL_EXPLOSIVES' };

export const LICENCE_STATUS = new Vocabulary('SafetyLicenceStatus', 'Where a licence stands today.', {
  NOT_YET_VALID: { en: 'Issued, and its first day of validity has not come', zh: '未生效' },
  VALID: { en: 'In force', zh: '有效' },
  WITHHELD: { en: 'Withheld for a time', zh: '暂扣' },
  EXPIRED: { en: 'Past its last day of validity', zh: '过期' },
  REVOKED: { en: 'Revoked', zh: '吊销' },
});
export type LicenceStatus = (typeof LICENCE_STATUS.codes)[number];
