/**
 * The columns that both national tables of double publicity 双公示 have (发改办财金〔2018〕424号), of permissions `XK` and penalties `CF`: what
 * names a record, and what a register does not need. Nothing is looked at that says who a person is.
 */
export const doublePublicity = (table: 'XK' | 'CF', documentNumber: readonly string[]) => ({
  documentNumber: ['文书编号', '文号', ...documentNumber, `${table}_WSH`],
  uscc: [
    ...['统一社会信用代码', '社会信用代码', '信用代码', '行政相对人统一社会信用代码'],
    ...['行政相对人代码_1(统一社会信用代码)', `${table}_XDR_SHXYM`],
  ],
  unused: [
    ...['MC', 'LB', 'GSZC', 'ZZJG', 'SWDJ', 'SYDW', 'SHZZ', 'ZJLX', 'ZJHM'].map((name) => `${table}_XDR_${name}`),
    ...['FRDB', 'FR_ZJLX', 'FR_SFZH'].map((name) => `${table}_${name}`),
    ...['行政相对人名称', '行政相对人类别', '行政相对人代码_2(工商注册号)', '行政相对人代码_3(组织机构代码)'],
    ...['行政相对人代码_4(税务登记号)', '行政相对人代码_5(事业单位证书号)', '行政相对人代码_6(社会组织登记证号)'],
    ...['法定代表人', '法定代表人姓名', '法定代表人证件类型', '法定代表人证件号码', '法定代表人身份证号'],
    ...[
      '证件类型',
      '证件号码',
      '自然人证件类型',
      '自然人证件号码',
      '数据来源单位',
      '数据来源单位统一社会信用代码',
      'BZ',
      '备注',
    ],
  ],
});
