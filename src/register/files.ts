/** The columns of a register's files. A dot in a field's name leads into an object of the input. */
export interface RegisterHeaders {
  required: readonly string[];
  /** Field of the API's input, which is its English header too, to its other headers, the usual Chinese one first. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** Fields that only files have: named to people by their usual header. */
  internal?: readonly string[];
  /** Headers of columns in ten thousand yuan 万元, to fields in yuan. */
  tenThousands?: Readonly<Record<string, string>>;
  /** Fields that are amounts of money: a header may say their unit. */
  amounts?: readonly string[];
  /** Fields of amounts whose cells say their own unit, to the field that says it where a header or whoever hands the file in does. */
  measured?: Readonly<Record<string, string>>;
  /** Fields whose cells are words or days, and never a bare number. */
  texts?: readonly string[];
  /** Fields that are days or times: a spreadsheet's date in any other was something else before. */
  days?: readonly string[];
  /** Fields that are yes or no: a spreadsheet's truth value in any other was something else. */
  flags?: readonly string[];
  /** Columns that exports have and the hub does not need. */
  unused?: readonly string[];
  /** Those that say who a person is or how to reach them: read over, and repeated nowhere, in a file of rejected rows neither. */
  personal?: readonly string[];
}

/** The code of a party 行政相对人 in the tables of double publicity 双公示, which other lists of agencies take over. */
export const PARTY_CODE = [
  '行政相对人统一社会信用代码',
  '行政相对人代码_1(统一社会信用代码)',
  '行政相对人代码_1',
  '行政相对人代码1',
  '相对人统一社会信用代码',
] as const;

/** What the records of every register have; a register may call it otherwise. */
const COMMON = {
  documentNumber: ['文书编号', '文号'],
  uscc: ['统一社会信用代码', '社会信用代码', '信用代码', ...PARTY_CODE],
  division: ['行政区划代码', '行政区划', '区划代码'],
  /** Whose record it is, by the agency's name or id (src/intake/run/providers.ts); hub export writes it. */
  provider: ['提供单位', '数据来源', '提供机构', '来源单位', '填报单位'],
};
/** What files have beside a record's facts, whatever the register: what hub export adds, and what agencies' exports do. */
const COMMON_UNUSED = ['recordedAt', 'position', '序号', '企业名称', '单位名称', '行政相对人名称', '所在省份', '地区'];

/** All columns of a register's files: its own, and those of every register. What its own fields are called is not unused. */
export function wholeHeaders(own: RegisterHeaders): RegisterHeaders {
  const fields = { ...COMMON, ...own.fields };
  const taken = new Set(Object.values(fields).flat());
  return { ...own, fields, unused: [...COMMON_UNUSED.filter((h) => !taken.has(h)), ...(own.unused ?? [])] };
}
