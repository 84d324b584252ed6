import { documentHeaders, type RegisterHeaders } from '../register/core.js';
import { REPORT } from './accident.facts.js';

const { required, ...derived } = documentHeaders(REPORT);

/** Chinese headers of files of accidents as agencies export them, beside the English ones of the API's input. */
export const accidentHeaders: RegisterHeaders = {
  ...derived,
  required: [...required.slice(0, 2), 'division', ...required.slice(2)],
  // Told apart by the header alone: a loss read ten thousand times too small would lower the accident's level.
  tenThousands: { '直接经济损失(万元)': 'directEconomicLoss' },
  unused: ['事故等级', 'level', 'status', 'concludedOn', 'publishedOn'],
};
