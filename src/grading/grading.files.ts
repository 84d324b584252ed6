import type { RegisterHeaders } from '../register/core.js';

/** Chinese headers of files of gradings as agencies export them, beside the English ones of the API's input. */
export const gradingHeaders: RegisterHeaders = {
  required: ['documentNumber', 'uscc', 'standard', 'grade', 'issuedOn'],
  fields: {
    documentNumber: ['文书编号', '证书编号', '公告编号'],
    standard: ['执行标准', '评审标准'],
    grade: ['标准化等级', '等级'],
    score: ['评审得分', '得分'],
    issuedOn: ['发证日期'],
    validUntil: ['有效期至', '有效期截止日期'],
    gradedBy: ['评审单位', '评审机构'],
    publishedOn: ['公告日期', '公示日期'],
    revokedOn: ['撤销日期'],
    revocationReason: ['撤销原因'],
    publicRevocationReason: ['撤销公开表述', '撤销原因公开表述'],
  },
};
