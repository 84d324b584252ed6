/** The columns of a register's files. A dot in a field's name leads into an object of the input. */
export interface RegisterHeaders {
  required: readonly string[];
  /** Field of the API's input, which is its English header too, to its other headers, the usual Chinese one first. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** Fields that only files have: named to people by their usual header. */
  internal?: readonly string[];
  /** Headers of columns in ten thousand yuan 万元, to fields in yuan. */
  tenThousands?: Readonly<Record<string, string>>;
  /** Columns that exports have and the hub does not need. */
  unused?: readonly string[];
  /** Those that say who a person is or how to reach them: read over, and repeated nowhere, in a file of rejected rows neither. */
  personal?: readonly string[];
}

/** What the records of every register have; a register may call it otherwise. */
const COMMON = {
  documentNumber: ['文书编号', '文号'],
  uscc: ['统一社会信用代码', '社会信用代码', '信用代码'],
  division: ['行政区划代码', '行政区划', '区划代码'],
  /** Whose record it is, by the agency's name or id (src/intake/run/providers.ts); hub export writes it. */
  provider: ['提供单位', '数据来源', '提供机构', '来源单位', '填报单位'],
};
/** What files have beside a record's facts, whatever the register: what hub export adds, and what agencies' exports do. */
const COMMON_UNUSED = ['recordedAt', 'position', '序号', '企业名称', '单位名称', '所在省份', '地区'];

/** All columns of a register's files: its own, and those of every register. What its own fields are called is not unused. */
export function wholeHeaders(own: RegisterHeaders): RegisterHeaders {
  const fields = { ...COMMON, ...own.fields };
  const taken = new Set(Object.values(fields).flat());
  return { ...own, fields, unused: [...COMMON_UNUSED.filter((h) => !taken.has(h)), ...(own.unused ?? [])] };
}
