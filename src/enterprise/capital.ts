import { shift } from '../kernel/yuan.js';

export interface Capital {
  /** In units of the currency, two decimals. */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

/** How registrations write currencies; nothing written means yuan. */
const CURRENCIES: [word: RegExp, code: string][] = [
  [/美/, 'USD'],
  [/港/, 'HKD'],
  [/日/, 'JPY'],
  [/欧/, 'EUR'],
  [/英镑/, 'GBP'],
  [/澳门/, 'MOP'],
  [/澳/, 'AUD'],
  [/加拿大|加元/, 'CAD'],
  [/新加坡/, 'SGD'],
  [/新?台币/, 'TWD'],
  [/瑞士/, 'CHF'],
  [/韩/, 'KRW'],
];
/** Units before the currency, as powers of ten; without one, amounts are in ten thousand. */
const POWERS: Record<string, number> = { 万: 4, 百万: 6, 千万: 7, 亿: 8 };
/** What may stand behind the number: an optional unit, an optional currency in words, optional brackets around both or the latter. */
const SHAPE = /^([\d,]+(?:\.\d+)?)\s*[(（]?\s*(百万|千万|万|亿)?\s*元?\s*[(（]?\s*([\p{Script=Han}]{0,5})\s*[)）]?$/u;
const KNOWN_WORDS = /^(人民币元?|[\p{Script=Han}]*(元|镑|币|法郎)|)$/u;

/**
 * Registered capital 注册资金 as registers export it: `50万人民币`, `43(万元人民币)`, `1,250(万元美元)`, `5()`, `1.5元人民币`, `1亿元`, `50万元（人民币）`.
 * Empty brackets and a bare number are in ten thousand, as the same column's other rows are; `-` and `N/A` mean unknown.
 * Undefined where the text is none of these.
 */
export function parseCapital(text: string): Capital | null | undefined {
  const plain = text.normalize('NFKC').trim();
  if (['', '-', '--', 'N/A', '无', '()'].includes(plain)) return null;
  const m = SHAPE.exec(plain);
  if (!m || !/^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+(\.\d+)?$/.test(m[1] as string)) return undefined;
  const word = m[3] ?? '';
  if (!KNOWN_WORDS.test(word)) return undefined;
  const currency = named(word);
  if (!currency) return undefined;
  const inUnits = /元|人民币/.test(plain) || word !== '';
  const power = m[2] === undefined ? (inUnits ? 0 : 4) : (POWERS[m[2]] as number);
  const amount = shift((m[1] as string).replaceAll(',', ''), power);
  return amount === null ? undefined : { amount, currency };
}

/** ISO 4217, as the runtime knows it. */
const ISO = new Set(Intl.supportedValuesOf('currency'));
/** What is written for the yuan and is no code of the standard. */
const YUAN = new Set(['RMB', 'CNH']);

const named = (word: string): string | undefined =>
  CURRENCIES.find(([w]) => w.test(word))?.[1] ?? (/^(人民币元?|元?)$/.test(word) ? 'CNY' : undefined);

/** The ISO 4217 code of a currency as a code or in Chinese words; null where it is none. */
export function parseCurrency(text: string): string | null {
  const code = text.normalize('NFKC').trim().toUpperCase();
  if (YUAN.has(code)) return 'CNY';
  if (ISO.has(code)) return code;
  return /^\p{Script=Han}+$/u.test(code) && KNOWN_WORDS.test(code) ? (named(code) ?? null) : null;
}
