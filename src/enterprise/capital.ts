import { chineseNumber, NUMERALS } from '../kernel/chinese-number.js';
import { isUnknown } from '../kernel/unknown.words.js';
import { type AmountUnit, amountText, PLAIN_NUMBER, POWERS } from '../kernel/written-amount.js';
import { shift } from '../kernel/yuan.js';

export interface Capital {
  /** In units of the currency, two decimals. */
  amount: string;
  /** ISO 4217; null: the text names none, which means yuan where nothing else does. */
  currency: string | null;
}

/** How registrations write currencies, by the words for one unit of each. */
const CURRENCIES: Readonly<Record<string, readonly string[]>> = {
  CNY: ['人民币', '人民币元', '元', '元人民币'],
  USD: ['美元', '美金', '美币'],
  HKD: ['港元', '港币', '港币元', '香港元', '香港币', '港圆'],
  JPY: ['日元', '日币'],
  EUR: ['欧元'],
  GBP: ['英镑'],
  MOP: ['澳门元', '澳门币'],
  AUD: ['澳元', '澳币', '澳大利亚元'],
  CAD: ['加元', '加币', '加拿大元'],
  SGD: ['新加坡元', '新加坡币', '新元'],
  TWD: ['台币', '台币元', '新台币', '新台币元'],
  CHF: ['瑞士法郎', '瑞郎'],
  KRW: ['韩元', '韩币'],
};
const BY_WORD = new Map(Object.entries(CURRENCIES).flatMap(([code, words]) => words.map((word) => [word, code])));
/** ISO 4217, as the runtime knows it. */
const ISO = new Set(Intl.supportedValuesOf('currency'));
/** What is written for a currency and is no code of the standard; $ alone is of several. */
const SIGNS = new Map([
  ...[
    ['RMB', 'CNY'],
    ['CNH', 'CNY'],
    ['¥', 'CNY'],
    ['US$', 'USD'],
    ['HK$', 'HKD'],
    ['€', 'EUR'],
    ['£', 'GBP'],
  ],
] as [string, string][]);

const SIGN = String.raw`[A-Z]{3}|US\$|HK\$|[¥€£]`;
/** What a registry remarks on an amount, in brackets behind it or as a word before it: it is the amount all the same. */
const REMARK = /\((?:实缴|认缴|已缴|实收|注册资本|注册资金)\)$/;
/** The column's own name before the amount. */
const NAME = /^(?:注册资本金?|注册资金):?(?=.)/;
const SHAPE = new RegExp(
  `^(人民币|${SIGN})?(?:(${PLAIN_NUMBER})\\(?(百万|千万|万|亿)?|([${NUMERALS}万亿]+))(元?)\\(?(\\p{Script=Han}{0,5}|${SIGN})\\)?$`,
  'u',
);
/** How those registers write that leave the unit out of brackets which are there for it: their other rows say 万 in them. */
const EMPTY_BRACKETS = new RegExp(`^(${PLAIN_NUMBER})\\(\\)$`);

/** What a text says of capital: an amount, that it is not known, or why neither can be told. */
export type ReadCapital = Capital | null | { fault: 'CAPITAL' | 'CAPITAL_UNIT' };

/**
 * Registered capital 注册资金 as registries write it: `50万人民币`, `43(万元人民币)`, `1,250(万元美元)`, `5()`, `人民币50万元`, `伍拾万元整`, `1亿元`,
 * `500万元人民币（实缴）`, `￥50万`, `注册资本：1亿2000万元`. Empty brackets are in ten thousand, as the other rows of their registers are. A bare number has the unit
 * that its column says, and is doubtful without (CAPITAL_UNIT): 500000 was taken for five thousand million.
 */
export function readCapital(text: string, unit: AmountUnit | null = null): ReadCapital {
  const usual = USUAL.exec(text);
  if (usual) return inUnits(usual[1] as string, 4, 'CNY');
  const plain = amountText(amountText(text).toUpperCase().replace(NAME, ''));
  if (isUnknown(plain) || plain === '()') return null;
  const bracketed = EMPTY_BRACKETS.exec(plain);
  if (bracketed) return unit === 'YUAN' ? FAULT : inUnits(bracketed[1] as string, 4, null);
  const m = SHAPE.exec(plain.replace(REMARK, '').replace(/[整正]$/, ''));
  if (!m) return FAULT;
  const [, before = '', number, power, numeral, yuan = '', after = ''] = m;
  const word = after === '' ? yuan : BY_WORD.has(yuan + after) ? yuan + after : after;
  const named = [before, word].filter((w) => w !== '').map(currencyOf);
  if (named.includes(null)) return FAULT;
  // 元 behind a sign says the unit alone: US$5元 is what nobody writes, 美元5万元 neither.
  if (new Set(named).size > 1) return FAULT;
  const currency = named[0] ?? null;
  const digits = number ?? numberOf(numeral as string);
  if (digits === null) return FAULT;
  const ownPower = power !== undefined || (numeral !== undefined && /[万亿]/.test(numeral));
  if (ownPower) return inUnits(digits, power === undefined ? 0 : (POWERS[power] as number), currency);
  const ownUnit = word !== '';
  // A column in 万元 and a cell in 元: one of the two is wrong.
  if (ownUnit) return unit === 'TEN_THOUSAND_YUAN' ? FAULT : inUnits(digits, 0, currency);
  if (/^0(?:\.0*)?$/.test(digits)) return { amount: '0.00', currency };
  return unit === null ? { fault: 'CAPITAL_UNIT' } : inUnits(digits, unit === 'YUAN' ? 0 : 4, currency);
}

/** What nearly all rows of a register have: read without a detour. */
const USUAL = /^((?:0|[1-9]\d{0,11})(?:\.\d{1,6})?)万人民币$/;

const FAULT = { fault: 'CAPITAL' } as const;

const numberOf = (numeral: string): string | null => chineseNumber(numeral)?.toString() ?? null;

function inUnits(number: string, power: number, currency: string | null): ReadCapital {
  const amount = shift(number.replaceAll(',', ''), power);
  return amount === null ? FAULT : { amount, currency };
}

const currencyOf = (word: string): string | null =>
  BY_WORD.get(word) ?? SIGNS.get(word) ?? (ISO.has(word) ? word : null);

/** The ISO 4217 code of a currency as a code, a sign or in Chinese words; null where it is none. */
export const parseCurrency = (text: string): string | null => currencyOf(amountText(text).toUpperCase());
