import type { RegisterHeaders } from '../register/core.js';

/** Chinese headers of files of accidents as agencies export them, beside the English ones of the API's input. */
export const accidentHeaders: RegisterHeaders = {
  required: ['documentNumber', 'uscc', 'division', 'occurredAt', 'category', 'deaths', 'seriousInjuries'],
  fields: {
    occurredAt: ['事故发生时间', '发生时间'],
    reportedAt: ['报告时间', '事故报告时间'],
    category: ['事故类别', '事故类型'],
    deaths: ['死亡人数'],
    seriousInjuries: ['重伤人数'],
    missing: ['失踪人数'],
    directEconomicLoss: ['直接经济损失', '直接经济损失(元)'],
    description: ['事故简要经过', '事故经过'],
    publicDescription: ['公开表述', '事故公开表述'],
    responsibility: ['责任认定'],
  },
  // Told apart by the header alone: a loss read ten thousand times too small would lower the accident's level.
  tenThousands: { '直接经济损失(万元)': 'directEconomicLoss' },
  unused: ['事故等级', 'level', 'status', 'concludedOn', 'publishedOn'],
};
