import { parseDate } from './date.js';
import { parseUscc } from './uscc.js';

/** First two digits of a citizen's number: provinces of GB/T 2260, and 81 to 83 for residents from Hong Kong, Macao, Taiwan. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The last character of a citizen's number (GB 11643-1999, ISO 7064 MOD 11-2) over its first seventeen digits: 0-9 or X. */
export function identityCheck(head: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(head.charAt(i)) * (WEIGHTS[i] as number);
  return '10X98765432'.charAt(sum % 11);
}

const born = (year: string, monthAndDay: string): boolean =>
  parseDate(`${year}-${monthAndDay.slice(0, 2)}-${monthAndDay.slice(2)}`) !== null;

/**
 * Whether 18 characters are a citizen's number 公民身份号码 (GB 11643-1999): division, day of birth, sequence, check character.
 * Foreigners' permanent residence numbers (9, province, nationality, then the same) are among them.
 */
export function isIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  const year = text.slice(6, 10);
  const area = PROVINCES.has(text.slice(0, 2)) || (text.startsWith('9') && PROVINCES.has(text.slice(1, 3)));
  if (!area || year < '1900' || year > '2099' || !born(year, text.slice(10, 14))) return false;
  return identityCheck(text) === text.charAt(17).toUpperCase() && !isRegisteredCode(text);
}

/**
 * Whether digits that are a citizen's number by their check character are a unified social credit code all the same: both of
 * its check characters fit, and it was registered in a province (or nationally, 10). Of numbers of Gansu, whose code would begin
 * "62" and go on with their own third to eighth digit as its division, fewer than one in two thousand is.
 */
function isRegisteredCode(text: string): boolean {
  const code = parseUscc(text);
  return code.ok && (PROVINCES.has(text.slice(2, 4)) || text.slice(2, 4) === '10');
}

/** The check digit of a registration number 工商注册号 (15 digits; ISO 7064 MOD 11,10) over its first fourteen. */
export function registrationCheck(head: string): string {
  let product = 10;
  for (const digit of head.slice(0, 14)) product = (((product + Number(digit)) % 10 || 10) * 2) % 11;
  return String((11 - product) % 10);
}

/**
 * Whether 15 digits are a citizen's number of the old form: division, day of birth without century, sequence; it has no check
 * digit. One in thirty registration numbers looks like that. Those of domestic enterprises go on with 0 to 3 behind the division,
 * where people alive were born in the forties and later: there a fitting check digit tells the registration number.
 */
export function isOldIdentityNumber(text: string): boolean {
  if (!/^\d{15}$/.test(text) || !PROVINCES.has(text.slice(0, 2))) return false;
  if (text.slice(2, 4) === '00' || text.slice(4, 6) === '00' || !born(`19${text.slice(6, 8)}`, text.slice(8, 12)))
    return false;
  return text.charAt(6) >= '4' || registrationCheck(text) !== text.charAt(14);
}
