import { chineseNumber, NUMERALS } from './chinese-number.js';
import { halfWidth } from './clean-text.js';
import { parseYuan, shift } from './yuan.js';

/** What a column says of its amounts, where they do not say it themselves. */
export type AmountUnit = 'YUAN' | 'TEN_THOUSAND_YUAN';

/** A column of a Chinese file that says no unit: statistics are in 万元 by custom, registers in 元. */
export const UNSAID = 'UNSAID';

/** What stands in a cell of a column, and the unit that the column says or leaves unsaid: `RecordReader.yuan` reads both. */
export class WrittenAmount {
  constructor(
    readonly text: string,
    readonly unit: AmountUnit | typeof UNSAID,
  ) {}

  toString(): string {
    return this.text;
  }
}

/** Thousands set apart by a blank, where a unit follows: `12 345元`. Without one they may be two numbers. */
const SET_APART = /(?<![\d.,] ?)[1-9]\d{0,2}(?: \d{3})+(?=(?:\.\d+)? ?[元圆圓万萬亿億])/g;
/** `1亿2000万`, in one power. */
const TWO_POWERS = /(?<![\d.,])([1-9]\d{0,5})亿(\d{1,4})(\.\d+)?万/;
const inOne = (_: string, hundredMillions: string, tenThousands: string, part = ''): string =>
  `${BigInt(hundredMillions) * 10_000n + BigInt(tenThousands)}${part}万`;

/** The signs of one writing where several are in use: half-width, simplified, nothing between but where two numbers would become one, no full stop. */
export const amountText = (text: string): string =>
  halfWidth(text)
    .replace(SET_APART, (number) => number.replaceAll(' ', ','))
    .replace(/(?<![\d,.])\s+|\s+(?![\d,.])/g, '')
    .replaceAll('萬', '万')
    .replaceAll('億', '亿')
    .replace(/[圓圆]/g, '元')
    .replaceAll('幣', '币')
    .replaceAll('￥', '¥')
    .replaceAll('臺', '台')
    .replace(/^(人民币|RMB|CNY):/i, '$1')
    .replace(/(?<=[万亿元币])[.。]$/, '')
    .replace(TWO_POWERS, inOne);

/** Digits, with commas between thousands or without; zeros before them are what is left of a longer number that was cut at a comma. */
export const PLAIN_NUMBER = String.raw`(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?`;

/** Units before 元, as powers of ten. */
export const POWERS: Readonly<Record<string, number>> = { 万: 4, 百万: 6, 千万: 7, 亿: 8 };

const WRITTEN = new RegExp(
  `^(?:人民币|RMB|CNY|¥)?(${PLAIN_NUMBER})(百万|千万|万|亿)?(元)?(?:人民币|RMB|CNY)?[整正]?$`,
  'i',
);
const IN_WORDS = new RegExp(
  `^(?:人民币)?([${NUMERALS}万亿]+)元(?:([${NUMERALS}])角)?(?:零?([${NUMERALS}])分)?[整正]?$`,
);
const ABOUT = /约|左右|以上|以下|不足|近|余|多|几|数|[~～≈<>≤≥]/;

/** Whether an amount says its own unit, or needs none. */
export const saysUnit = (text: string): boolean =>
  /[万亿元]/.test(amountText(text)) || /^0(?:\.0*)?$/.test(amountText(text));

/** An amount in yuan, or why a text is none. */
export type ReadAmount = { amount: string } | { why: string };

const NONE = 'is not an amount in yuan with at most two decimals';

/**
 * An amount as files write it: `1250`, `1,250.00`, `￥1,250.00`, `1250元`, `12.5万元`, `壹仟贰佰伍拾元整`. Where the text says 万 or 亿 itself, the
 * column's unit is not counted again; where it says 元 under a column in 万元, one of the two is wrong. Below zero: with a minus sign.
 */
export function readAmount(text: string, unit: AmountUnit = 'YUAN'): ReadAmount {
  const plain = amountText(text);
  const negative = /^-(?=\d)/.test(plain);
  const words = IN_WORDS.exec(plain);
  if (words) return unit === 'YUAN' || /[万亿]/.test(plain) ? inWords(words) : CONTRADICTED;
  const m = WRITTEN.exec(negative ? plain.slice(1) : plain);
  if (!m) return { why: `${NONE}${hint(plain)}` };
  const [, number = '', power, yuan] = m;
  if (unit === 'TEN_THOUSAND_YUAN' && yuan !== undefined && power === undefined) return CONTRADICTED;
  const shifted = shift(number.replaceAll(',', ''), power ? (POWERS[power] as number) : unit === 'YUAN' ? 0 : 4);
  if (shifted === null) return { why: NONE };
  return { amount: parseYuan(negative ? `-${shifted}` : shifted) as string };
}

const CONTRADICTED = {
  why: 'says yuan 元, and its column ten thousand yuan 万元: write the number alone, in the unit of the column, or with 万元 behind it',
};

function inWords([, whole = '', tenth, hundredth]: RegExpExecArray): ReadAmount {
  const yuan = chineseNumber(whole);
  const cents = [tenth, hundredth].map((digit) => (digit === undefined ? 0n : chineseNumber(digit)));
  if (yuan === null || cents.some((digit) => digit === null || digit > 9n)) return { why: NONE };
  const amount = parseYuan(`${yuan}.${cents.join('')}`);
  return amount === null ? { why: NONE } : { amount };
}

/** What is to be written instead. */
function hint(plain: string): string {
  if (/^[\d.,]+E[+-]?\d+$/i.test(plain))
    return '; it is a spreadsheet’s short form, which may have lost digits: format the cells as numbers, and export them again';
  if (ABOUT.test(plain)) return '; an approximation is not taken: write the amount that the record is to have';
  if (/^0\d/.test(plain)) return '; it begins with zeros, as what follows the comma of a number that was cut in two';
  return '';
}

const COUNT = /^(0|[1-9]\d{0,2}(?:,\d{3})+|\d{1,6})(?:\.0+)?(?:人|名|个|位)?$/;
const COUNT_IN_WORDS = new RegExp(`^([${NUMERALS}万]{1,9})(?:人|名|个|位)?$`);
export const MOST_COUNTED = 100_000;

/** A whole number from 0 to 100,000 as files write it: `3`, `3.0`, `3人`, `1,000`, `三人`; null for anything else, an approximation among it. */
export function parseCount(text: string): number | null {
  const plain = amountText(text);
  const digits = COUNT.exec(plain)?.[1]?.replaceAll(',', '');
  const words = digits === undefined ? COUNT_IN_WORDS.exec(plain)?.[1] : undefined;
  const count = digits === undefined ? (words === undefined ? null : chineseNumber(words)) : Number(digits);
  return count === null || count > MOST_COUNTED ? null : Number(count);
}

/** What a text that is no count seems to be. */
export function whyNoCount(text: string): string {
  const plain = amountText(text);
  if (/^(?:无|没有|\(无\))$/.test(plain)) return ': it may mean none, or not known; write 0, or leave the cell empty';
  return ABOUT.test(plain) || /\d[-~至到]\d/.test(plain)
    ? '; an approximation is not taken: write the number that the record is to have'
    : '';
}

/** A number with at most two decimals, as `85.5` or `85.5分`; null for anything else. */
export function parseDecimal(text: string): number | null {
  const plain = /^(\d+(?:\.\d{1,2}0*)?)分?$/.exec(amountText(text))?.[1];
  return plain === undefined ? null : Number(plain);
}
