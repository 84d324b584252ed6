import type { RegisterDefinition } from '../register/core.js';
import type { Penalty } from './penalty.facts.js';

const parts = (prefix: string, names: string) => names.split(' ').map((name) => prefix + name);

/** The national table of double publicity 双公示, penalties (发改办财金〔2018〕424号), beside the facts. */
export const penaltyFiles: RegisterDefinition<Penalty>['files'] = {
  fields: {
    documentNumber: ['处罚决定书文号', '行政处罚决定书文号', '文书编号', '文号', 'CF_WSH'],
    uscc: ['统一社会信用代码', '行政相对人统一社会信用代码', '社会信用代码', '信用代码', 'CF_XDR_SHXYM'],
    partyKind: ['行政相对人类别', 'CF_XDR_LB'],
  },
  unused: [
    ...parts('CF_', 'XDR_MC XDR_GSZC XDR_ZZJG XDR_SWDJ XDR_SYDW XDR_SHZZ CFJGDM SJLY SJLYDM'),
    ...['BZ', '备注', '行政相对人名称', '处罚机关统一社会信用代码', '数据来源单位', '数据来源单位统一社会信用代码'],
  ],
  personal: [
    ...parts('CF_', 'FRDB FR_ZJLX FR_SFZH XDR_ZJLX XDR_ZJHM'),
    ...parts('法定代表人', ' 姓名 证件类型 证件号码 身份证号').map((header) => header.trim()),
    ...['证件类型', '证件号码', '身份证号', '联系人', '联系电话'],
  ],
};
