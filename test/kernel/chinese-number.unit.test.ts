import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chineseDigits, chineseNumber } from '../../src/kernel/chinese-number.js';

/** Writes a number below a million million as it is said. */
function said(n: number, digits = '零一二三四五六七八九', tens = ['', '十', '百', '千'], short = true): string {
  if (n === 0) return digits.charAt(0);
  const group = (g: number) => {
    let text = '';
    let zero = false;
    for (let at = 3; at >= 0; at--) {
      const digit = Math.floor(g / 10 ** at) % 10;
      if (digit === 0) zero = text !== '';
      else {
        text += (zero ? digits.charAt(0) : '') + digits.charAt(digit) + tens[at];
        zero = false;
      }
    }
    return text;
  };
  let text = '';
  for (const [unit, name] of [
    [1e8, '亿'],
    [1e4, '万'],
    [1, ''],
  ] as const) {
    const g = Math.floor(n / unit) % 10_000;
    if (g === 0) continue;
    const gap = text !== '' && (g < 1000 || Math.floor(n / unit / 10_000) % 10_000 === 0);
    text += (gap ? digits.charAt(0) : '') + group(g) + name;
  }
  return short ? text.replace(/^一十/, '十') : text;
}

describe('a Chinese numeral', () => {
  it.each([
    ['零', 0n],
    ['五', 5n],
    ['十', 10n],
    ['十二', 12n],
    ['二十', 20n],
    ['一百零五', 105n],
    ['一千零五十', 1050n],
    ['两千', 2000n],
    ['一万五千', 15_000n],
    ['伍拾万', 500_000n],
    ['壹拾万零柒仟', 107_000n],
    ['贰仟叁佰萬', 23_000_000n],
    ['一亿零五', 100_000_005n],
    ['一亿五千万', 150_000_000n],
  ])('%s is %s', (text, n) => expect(chineseNumber(text)).toBe(n));

  it.each([
    '',
    '一百五',
    '一万五',
    '一亿五千',
    '千',
    '十十',
    '零五',
    '五零',
    '一千零五百',
    '五五',
    '一二',
    '百一',
    '万',
    '十年',
    '12',
    '一百零',
    '一万万',
  ])('%j is none, or may be either of two', (text) => expect(chineseNumber(text)).toBeNull());

  it('is the number that was said, in both kinds of numerals', () => {
    const any = fc.oneof(
      fc.nat(9_999),
      fc.nat(99_999_999),
      fc.maxSafeNat().map((n) => n % 10 ** 12),
    );
    fc.assert(
      fc.property(any, (n) => {
        expect(chineseNumber(said(n))).toBe(BigInt(n));
        expect(chineseNumber(said(n, '零壹贰叁肆伍陆柒捌玖', ['', '拾', '佰', '仟'], false))).toBe(BigInt(n));
      }),
    );
  });

  it('is never a number that would not be said so', () => {
    const text = fc.string({ unit: fc.constantFrom(...'零一二三五九十百千万亿'), maxLength: 7 });
    fc.assert(
      fc.property(text, (t) => {
        const n = chineseNumber(t);
        if (n === null) return;
        // But for the 零 that is put between full thousands, or left out within a group, and 一十.
        const bare = (s: string) => s.replaceAll('零', '').replace(/^一十/, '十');
        expect(bare(said(Number(n)))).toBe(bare(t));
      }),
    );
  });

  it('of a year is digits one by one', () => {
    expect(['二〇二四', '二零一五', '二○一五', '廿'].map(chineseDigits)).toEqual(['2024', '2015', '2015', null]);
  });
});
