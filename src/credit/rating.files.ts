import type { RegisterHeaders } from '../register/core.js';

/** Chinese headers of files of ratings as agencies export them, beside the English ones of the API's input. */
export const ratingHeaders: RegisterHeaders = {
  required: ['documentNumber', 'uscc', 'level', 'ratedOn'],
  fields: {
    level: ['信用等级', '评价等级'],
    ratedOn: ['评价日期', '评定日期'],
    ratedBy: ['评价机构', '评定机构'],
    validUntil: ['有效期至', '有效期截止日期'],
    basis: ['评价依据'],
  },
};
