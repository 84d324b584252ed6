/** Headers are compared without the differences that do not show: full width, case, spaces, and marks that say where a cell must be filled. */
export const plain = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/^'+/, '')
    .replace(/^[*※★☆●]+|[*※★☆●:]+$/g, '')
    .toLowerCase();

/** A unit of amounts that a header says. */
export interface Unit {
  /** Null: another one, such as 万美元, which is told with the amount in each cell. */
  factor: 'YUAN' | 'TEN_THOUSAND_YUAN' | null;
  /** 元, 万元, or as the header says it. */
  text: string;
}

const BRACKETED = /^(.*?)[([{【〔〖<《]([^()[\]{}【】〔〕〖〗<>《》]*)[)\]}】〕〗>》]$/;
/** Suffixes that make a column another one: nothing of it is read. */
const ANOTHER =
  /曾用|原|旧|历史|变更前|英文|外文|拼音|简称|别名|法定代表|法人|负责人|联系人|经办|主管|上级|分支|总公司|母公司|股东|实缴|实收|预计|拟|备案|被/;

/**
 * A header without what stands in brackets behind it: `企业名称(必填)` is 企业名称. They are taken off one by one until `known` knows the
 * rest. Where one says that the column is another one, such as (曾用名), nothing is taken off.
 */
export function suffixesOf(name: string, known: (rest: string) => boolean): { base: string; suffixes: string[] } {
  const suffixes: string[] = [];
  let base = name;
  for (let m = BRACKETED.exec(base); m && !(suffixes.length > 0 && known(base)); m = BRACKETED.exec(base)) {
    const [, rest, suffix] = m as unknown as [string, string, string];
    if (ANOTHER.test(suffix)) return { base: name, suffixes: [] };
    suffixes.push(suffix);
    base = plain(rest);
  }
  // A unit may stand without brackets.
  const bare = /^(.+?)[_\-/,:]?(万元)$/.exec(base);
  if (bare && !known(base)) return { base: bare[1] as string, suffixes: [...suffixes, bare[2] as string] };
  return { base, suffixes };
}

const CURRENCY =
  '(?:人民币|rmb|cny|美元|美金|usd|港元|港币|hkd|日元|jpy|欧元|eur|英镑|gbp|澳元|加元|加拿大元|新加坡元|新?台币|韩元|瑞士法郎)?';
const UNIT = new RegExp(`^${CURRENCY}(?:百|千|万|百万|千万|亿)?[元圆]?${CURRENCY}$`);

/** The unit that a suffix says; null where it says none. */
export function unitOf(suffix: string): Unit | null {
  const text = suffix.replace(/^(金额)?(单位|币种)?[:：]?/, '');
  if (text === '' || !UNIT.test(text)) return null;
  const yuan = text.replace(/人民币|rmb|cny/g, '').replace('圆', '元');
  // Which currency, but not which unit.
  if (yuan === '') return null;
  if (yuan === '元') return { factor: 'YUAN', text: '元' };
  if (yuan === '万元' || yuan === '万') return { factor: 'TEN_THOUSAND_YUAN', text: '万元' };
  return { factor: null, text };
}
