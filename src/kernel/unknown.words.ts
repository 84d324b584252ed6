import { halfWidth } from './clean-text.js';

/**
 * The one list of what files write where they know nothing. Whoever writes one says nothing: what a record says already stays, and a field
 * that must be there is missing. In any case, in full width or half, with blanks around.
 */
export const UNKNOWN_WORDS = {
  /** What programs write: databases, statistics packages, scripts. */
  ofPrograms: [
    ...[
      '',
      'N/A',
      'N.A.',
      'NA',
      '<NA>',
      '#N/A',
      'NULL',
      '\\N',
      '(null)',
      '<null>',
      '[null]',
      '{null}',
      'none',
      '(none)',
    ],
    ...['<none>', 'nil', 'NaN', '-NaN', 'NaT', 'undefined'],
  ],
  /** What a spreadsheet shows where a formula failed, or the column is too narrow (any number of #). */
  ofSpreadsheets: [
    ...[
      '#REF!',
      '#VALUE!',
      '#DIV/0!',
      '#NAME?',
      '#NUM!',
      '#NULL!',
      '#N/A',
      '#SPILL!',
      '#CALC!',
      '#FIELD!',
      '#BLOCKED!',
    ],
    ...['#CONNECT!', '#BUSY!', '#UNKNOWN!', '#GETTING_DATA', '##'],
  ],
  /** What people write, dashes of any length and kind among them. */
  ofPeople: [
    ...[
      '-',
      '--',
      '—',
      '/',
      '//',
      '\\',
      '无',
      '(无)',
      '无数据',
      '暂无',
      '暂无数据',
      '未知',
      '不详',
      '不明',
      '空',
      '空值',
      '缺失',
    ],
    ...['未填', '未填写', '未提供', '未公示', '不公示', '企业选择不公示', '选择不公示', 'unknown'],
    ...['没有', '未登记', '待定', '待补', '待补充', '待填', '待填写', '空白', '暂缺'],
    ...['无地址', '无注册地址', '地址不详', '地址未知', '?', '*', '..', '。。', '…', 'XX', '××'],
  ],
} as const;

const form = (text: string): string => halfWidth(text).trim().toUpperCase();
const ofPrograms = new Set<string>(UNKNOWN_WORDS.ofPrograms.map(form));
const all = new Set<string>(Object.values(UNKNOWN_WORDS).flat().map(form));
const LONGEST = Math.max(...[...all].map((word) => word.length));
/** Dashes of every kind and length, slashes, the signs of a column that is too narrow, and those that stand for a word to come. */
const SIGNS = /^(?:[-_\u2010-\u2015\u2212\u2500\u2501\u30fc]{1,8}|\/{1,4}|#{2,}|\?+|\*+|[.。]{2,}|…+|[Xx×]{2,20})$/;

/** What any of them begins with: nearly every other text is told from them by its first character. */
const BEGINNINGS = new Set([...all].flatMap((word) => [word, word.toLowerCase()]).map((word) => word.charAt(0)));
const FULL_OR_DASH = /^[\uff01-\uff5e\u3000_\u2010-\u2015\u2212\u2500\u2501\u30fc]/;

/** Whether a cleaned text is one of the words for "not known". */
export function isUnknown(text: string): boolean {
  if (text === '') return true;
  if (!BEGINNINGS.has(text.charAt(0)) && !FULL_OR_DASH.test(text)) return false;
  if (text.length > LONGEST) return /^[#?*.。…Xx×]/.test(text) && SIGNS.test(text);
  const plain = form(text);
  return all.has(plain) || SIGNS.test(plain);
}

/** Whether it is such a word of programs, which say it of every column alike; what people write may be meant for the field itself. */
export const isUnknownToPrograms = (text: string): boolean => text === '' || ofPrograms.has(form(text));
