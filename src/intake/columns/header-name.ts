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
  /** Null: another one, such as 万美元 or 千元, which is told with the amount in each cell. */
  factor: 'YUAN' | 'TEN_THOUSAND_YUAN' | null;
  /** Of yuan, the power of ten; null: of another currency. */
  power: number | null;
  /** 元, 万元, or as the header says it. */
  text: string;
}

export const TEN_THOUSAND_YUAN: Unit = { factor: 'TEN_THOUSAND_YUAN', power: 4, text: '万元' };

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

/** Units of yuan, as powers of ten. */
const POWERS: Readonly<Record<string, number>> = { '': 0, 百: 2, 千: 3, 万: 4, 百万: 6, 千万: 7, 亿: 8 };

/** The unit that suffixes say; null where they say none. Several different ones are one that no cell can be read by. */
export function unitIn(suffixes: readonly string[]): Unit | null {
  // A note may stand beside it: (必填,单位:元).
  const found = suffixes.flatMap((suffix) => suffix.split(/[,;、。|]/)).flatMap((part) => unitOf(part) ?? []);
  const [first, ...more] = found;
  if (!first || more.every(({ text }) => text === first.text)) return first ?? null;
  return { factor: null, power: null, text: found.map(({ text }) => text).join('') };
}

function unitOf(part: string): Unit | null {
  const text = part.replace(/^(金额)?(计量)?(单位|币种)?[:为]?/, '');
  if (text === '' || !UNIT.test(text)) return null;
  const yuan = text.replace(/人民币|rmb|cny/g, '').replace('圆', '元');
  // Which currency, but not which unit.
  if (yuan === '') return null;
  if (yuan === '万元' || yuan === '万') return TEN_THOUSAND_YUAN;
  const power = yuan.endsWith('元') ? (POWERS[yuan.slice(0, -1)] ?? null) : null;
  return { factor: power === 0 ? 'YUAN' : null, power, text: power === null ? text : yuan };
}

const OPEN_CLOSE: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '【': '】',
  '〔': '〕',
  '〖': '〗',
  '<': '>',
  '《': '》',
  '「': '」',
  '『': '』',
  '"': '"',
  '“': '”',
};
/** Words for one thing: 企业(单位)名称 says its name twice. */
const SAME = /[([{【〔](?:单位|企业|公司|机构|经营主体|市场主体|组织)[)\]}】〕]/;

/** The same header without what only decorates it: 【企业名称】, 企业(单位)名称; null where nothing does. */
export function undecorated(name: string): string | null {
  if (OPEN_CLOSE[name.charAt(0)] === name.at(-1) && name.length > 2) return plain(name.slice(1, -1));
  return SAME.test(name) ? plain(name.replace(SAME, '')) : null;
}

/** Whether a header says that its column is another one than the known one that it is like: 实收资本 is not 注册资本. */
export const isAnother = (name: string, known: string): boolean =>
  [...name.matchAll(new RegExp(ANOTHER, 'g'))].some(([word]) => !known.includes(word));
