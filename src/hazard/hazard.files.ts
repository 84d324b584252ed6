import { documentHeaders, type RegisterHeaders } from '../register/core.js';
import { REPORT } from './hazard.facts.js';

const { fields, amounts, texts, days, flags, required } = documentHeaders(REPORT);

/** Chinese headers of files of hazards as agencies export them, beside the English ones of the API's input. */
export const hazardHeaders: RegisterHeaders = {
  required,
  fields: {
    ...fields,
    // The five implementations 五落实, also under the short names that a flat file gives them.
    'fiveImplementations.measures': ['整改措施', 'measures', 'planMeasures'],
    'fiveImplementations.responsible': ['整改责任人', '责任人', 'responsible', 'planResponsible'],
    'fiveImplementations.funds': ['整改资金(元)', '整改资金', 'funds', 'planFunds'],
    'fiveImplementations.deadline': ['计划完成日期', '方案时限', 'planDeadline'],
    'fiveImplementations.plan': ['应急预案', 'plan', 'planDocument'],
  },
  amounts: [...amounts, 'fiveImplementations.funds'],
  texts,
  days: [...days, 'fiveImplementations.deadline'],
  flags,
  tenThousands: { '整改资金(万元)': 'fiveImplementations.funds' },
  unused: ['status', 'statusSince', 'listedOn'],
};
