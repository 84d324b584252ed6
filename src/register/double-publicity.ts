import type { RecordReader } from '../kernel/record-reader.js';
import { PARTY_CODE } from './files.js';
import { refusePersons } from './party.js';

/** Other codes of a party 行政相对人代码_2 and on, by the templates of 2018 and 2015; the hub knows enterprises by the first. */
const OTHER_CODES = [
  ...['行政相对人代码_2', '行政相对人代码_3', '行政相对人代码_4', '行政相对人代码_6'],
  ...[
    '工商注册号',
    '工商登记码',
    '工商登记号',
    '组织机构代码',
    '税务登记号',
    '事业单位证书号',
    '社会组织登记证号',
  ].flatMap((name) => [2, 3, 4, 5, 6].map((n) => `行政相对人代码_${n}(${name})`)),
];
/** What of them is a person's: in the template of 2015 the fifth. Without its name it may be either, and so it is repeated nowhere. */
const PERSONS_CODES = ['居民身份证号', '居民身份证号码', '身份证号', '证件号码'].flatMap((name) =>
  [2, 3, 4, 5, 6].map((n) => `行政相对人代码_${n}(${name})`),
);

/** What the record is called in each table, and what of it the hub does not need. */
const TABLES = {
  XK: {
    numbers: ['许可决定文书号', '行政许可决定文书号', '许可决定书文号', '行政许可决定书文号', '许可文书号'],
    unused: [
      ...[
        'XK_XKWS',
        'XK_XKLB',
        'XK_XKZS',
        'XK_XKJGDM',
        'XK_LYDW',
        'XK_LYDWDM',
        '许可类别',
        '许可证书名称',
        '审批类别',
        '项目名称',
      ],
      ...['许可决定文书名称', '行政许可决定文书名称', '许可机关统一社会信用代码'],
    ],
  },
  CF: {
    numbers: ['处罚决定书文号', '行政处罚决定书文号', '处罚决定文书号', '行政处罚决定文书号'],
    unused: ['CF_CFJGDM', 'CF_SJLY', 'CF_SJLYDM', '处罚机关统一社会信用代码', '处罚名称', '案件名称'],
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
    uscc: ['统一社会信用代码', '社会信用代码', '信用代码', ...PARTY_CODE, `${table}_XDR_SHXYM`],
    fields: {
      state: ['当前状态', `${table}_ZT`],
      partyKind: ['行政相对人类别', `${table}_XDR_LB`],
      partyId: ['行政相对人证件号码', '自然人证件号码', `${table}_XDR_ZJHM`, ...PERSONS_CODES],
    },
    unused: [
      ...TABLES[table].unused,
      ...['MC', 'GSZC', 'ZZJG', 'SWDJ', 'SYDW', 'SHZZ'].map((name) => `${table}_XDR_${name}`),
      ...OTHER_CODES,
      ...['数据来源单位', '数据来源单位统一社会信用代码', '地方编码', '数据更新时间戳', '数据更新时间', 'BZ', '备注'],
    ],
    personal: [
      ...['FRDB', 'FR_ZJLX', 'FR_SFZH', 'XDR_ZJLX'].map((name) => `${table}_${name}`),
      ...['', '姓名', '证件类型', '证件号码', '身份证号'].map((name) => `法定代表人${name}`),
      ...['法定代表人(负责人)姓名', '法定代表人或负责人姓名', '法人代表姓名', '行政相对人代码_5'],
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
