import { Vocabulary } from '../kernel/words.js';

/** Kinds of penalty by the Administrative Penalty Law 行政处罚法 (2021), art. 9. Its detention 行政拘留 is a person's, and so not here. */
export const PENALTY_KIND = new Vocabulary(
  'PenaltyKind',
  'Kind of an administrative penalty 处罚种类 (行政处罚法, art. 9); a decision may impose several.',
  {
    WARNING: { en: 'Warning', zh: '警告' },
    CRITICISM: { en: 'Circulated criticism', zh: '通报批评' },
    FINE: { en: 'Fine', zh: '罚款' },
    CONFISCATION: {
      en: 'Confiscation of illegal gains or property',
      zh: '没收违法所得、没收非法财物',
      also: ['没收', '没收违法所得', '没收非法财物'],
    },
    LICENCE_WITHHELD: { en: 'Licence withheld for a time', zh: '暂扣许可证件', also: ['暂扣许可证', '暂扣执照'] },
    QUALIFICATION_LOWERED: { en: 'Qualification lowered', zh: '降低资质等级' },
    LICENCE_REVOKED: {
      en: 'Licence revoked',
      zh: '吊销许可证件',
      also: ['吊销许可证', '吊销执照', '吊销营业执照', '吊销安全生产许可证'],
    },
    ACTIVITY_RESTRICTED: { en: 'Production or business restricted', zh: '限制开展生产经营活动' },
    SUSPENSION: {
      en: 'Ordered to stop production or business',
      zh: '责令停产停业',
      also: ['停产停业', '责令停产停业整顿'],
    },
    CLOSURE: { en: 'Ordered to close', zh: '责令关闭' },
    OCCUPATION_BARRED: { en: 'Barred from the trade', zh: '限制从业' },
    OTHER: { en: 'Another one, of a law or an administrative regulation', zh: '其他行政处罚', also: ['其他', '其它'] },
  },
);
