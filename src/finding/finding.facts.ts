import type { RegisterHeaders } from '../../register/core.js';

/** Chinese headers of files of findings as agencies export them, beside the English ones of the API's input. */
export const findingHeaders: RegisterHeaders = {
  required: ['documentNumber', 'uscc', 'kind', 'foundOn'],
  fields: {
    kind: ['失信行为', '违法失信行为'],
    foundOn: ['认定日期'],
    accidentId: ['事故编号'],
    penalised: ['是否处罚', '已受处罚'],
    grave: ['是否严重', '情节严重'],
    basis: ['认定依据'],
    withdrawnOn: ['撤销日期'],
    withdrawalReason: ['撤销原因'],
  },
};
