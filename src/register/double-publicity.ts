import type { RecordReader } from '../kernel/record-reader.js';
import { refusePersons } from './party.js';

/** What the record is called in each table, and what of it the hub does not need. */
const TABLES = {
  XK: {
    numbers: ['许可决定文书号', '行政许可决定文书号'],
    unused: ['XK_XKWS', 'XK_XKLB', 'XK_XKZS', 'XK_XKJGDM', 'XK_LYDW', 'XK_LYDWDM', '许可类别', '许可证书名称'],
  },
  CF: {
    numbers: ['处罚决定书文号', '行政处罚决定书文号'],
    unused: ['CF_CFJGDM', 'CF_SJLY', 'CF_SJLYDM', '处罚机关统一社会信用代码'],
  },
} as const;

/**
 * What both national tables of double publicity 双公示 have (发改办财金〔2018〕424号; `XK`: permissions, `CF`: penalties): headers of what names a
 * record, what a register does not need, and what says who a person is, which nobody looks at. A natural person's record is refused. So is one
 * whose state is not 正常: what became of it has a day and a reason, and without them it would be taken for one that stands.
 */
export const doublePublicity = (table: keyof typeof TABLES) => ({
  files: {
    documentNumber: ['文书编号', '文号', ...TABLES[table].numbers, `${table}_WSH`],
    uscc: ['统一社会信用代码', '社会信用代码', '信用代码', '行政相对人统一社会信用代码', `${table}_XDR_SHXYM`],
    fields: {
      state: ['当前状态', `${table}_ZT`],
      partyKind: ['行政相对人类别', `${table}_XDR_LB`],
      partyId: ['行政相对人证件号码', '自然人证件号码', `${table}_XDR_ZJHM`],
    },
    unused: [
      ...TABLES[table].unused,
      ...['MC', 'GSZC', 'ZZJG', 'SWDJ', 'SYDW', 'SHZZ'].map((name) => `${table}_XDR_${name}`),
      ...['行政相对人名称', '数据来源单位', '数据来源单位统一社会信用代码', 'BZ', '备注'],
    ],
    personal: [
      ...['FRDB', 'FR_ZJLX', 'FR_SFZH', 'XDR_ZJLX'].map((name) => `${table}_${name}`),
      ...['', '姓名', '证件类型', '证件号码', '身份证号'].map((name) => `法定代表人${name}`),
      ...['证件类型', '证件号码', '身份证号', '联系人', '联系电话', 'partyId'],
    ],
  },
  readsAlso: (r: RecordReader): void => {
    refusePersons(r);
    const state = r.text('state', 20) ?? '0';
    if (!['0', '正常', '有效'].includes(state))
      r.fault('state', 'VALUE', `state ${state} has no day and no reason: give those of what became of it instead`);
  },
});
