/** Chinese numerals, the ordinary ones and those of contracts 大写 (壹贰叁), simplified and traditional. */
const DIGITS: Readonly<Record<string, number>> = {
  ...{ 零: 0, 〇: 0, '○': 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
  ...{ 壹: 1, 贰: 2, 叁: 3, 肆: 4, 伍: 5, 陆: 6, 柒: 7, 捌: 8, 玖: 9 },
  ...{ 貳: 2, 參: 3, 陸: 6, 兩: 2 },
};
const TENS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1_000, 仟: 1_000 };
const NUMERAL = `${Object.keys(DIGITS).join('')}${Object.keys(TENS).join('')}`;

/** Characters of which a numeral below ten thousand is made, for the patterns of those who look for one. */
export const NUMERALS = NUMERAL;

/** A numeral below ten thousand: units fall, 零 stands where one or more of them are skipped. */
function belowTenThousand(text: string): bigint | null {
  let total = 0;
  let digit: number | null = null;
  let last = 10_000;
  let zero = false;
  for (const c of text) {
    const ten = TENS[c];
    const one = DIGITS[c];
    if (ten !== undefined) {
      // 十二 is short for 一十二, at the beginning alone; elsewhere a unit has its digit.
      if (digit === null && !(ten === 10 && last === 10_000)) return null;
      if (ten >= last || (zero && ten * 10 >= last)) return null;
      total += (digit ?? 1) * ten;
      last = ten;
      digit = null;
      zero = false;
    } else if (one === 0) {
      if (zero || digit !== null || last === 10_000) return null;
      zero = true;
    } else if (one !== undefined) {
      if (digit !== null) return null;
      digit = one;
    } else return null;
  }
  if (digit === null) return zero ? null : BigInt(total);
  // 一百五 is said for 150 and meant by some for 105: what skips a unit has its 零.
  if (last > 10 && last < 10_000 && !zero) return null;
  return BigInt(total + digit);
}

/**
 * The whole number that a Chinese numeral says, up to 千亿; null where it is none, or has two readings: 一百五, 一万五, 一亿五千. What skips a
 * unit has its 零, as 一百零五 has.
 */
export function chineseNumber(text: string): bigint | null {
  if (/^[零〇○]$/.test(text)) return 0n;
  const parts = /^(?:([^亿億万萬]+)[亿億])?(?:([^亿億万萬]+)[万萬])?([^亿億万萬]*)$/.exec(text);
  if (!parts || text === '') return null;
  let total = 0n;
  // Whether the unit just above was said: then thousands follow it at once, everything smaller with its 零.
  let above = false;
  for (const [part, unit] of [
    [parts[1], 100_000_000n],
    [parts[2], 10_000n],
    [parts[3], 1n],
  ] as const) {
    if (!part) {
      above = false;
      continue;
    }
    const zero = total > 0n && /^[零〇○]/.test(part);
    const own = belowTenThousand(zero ? part.slice(1) : part);
    if (own === null || own === 0n) return null;
    if (total > 0n && !zero && !(above && own >= 1_000n)) return null;
    total += own * unit;
    above = true;
  }
  return total;
}

/** Digits that stand one by one, as those of a year: 二〇二四; null where another character is among them. */
export function chineseDigits(text: string): string | null {
  const digits = [...text].map((c) => DIGITS[c]);
  return text === '' || digits.includes(undefined) ? null : digits.join('');
}
