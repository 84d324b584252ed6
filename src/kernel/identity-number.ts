import { parseDate } from './date.js';

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

/** Countries by their three digits (ISO 3166-1), of which foreigners' cards have one: no division of China begins like one of them. */
const NATIONS = new Set(
  `004 008 010 012 016 020 024 028 031 032 036 040 044 048 050 051 052 056 060 064 068 070 072 074 076 084 086 090 092 096 100 104 108 112
  116 120 124 132 136 140 144 148 152 156 158 162 166 170 174 175 178 180 184 188 191 192 196 203 204 208 212 214 218 222 226 231 232 233
  234 238 239 242 246 248 250 254 258 260 262 266 268 270 275 276 288 292 296 300 304 308 312 316 320 324 328 332 334 336 340 344 348 352
  356 360 364 368 372 376 380 384 388 392 398 400 404 408 410 414 417 418 422 426 428 430 434 438 440 442 446 450 454 458 462 466 470 474
  478 480 484 492 496 498 499 500 504 508 512 516 520 524 528 531 533 534 535 540 548 554 558 562 566 570 574 578 580 581 583 584 585 586
  591 598 600 604 608 612 616 620 624 626 630 634 638 642 643 646 652 654 659 660 662 663 666 670 674 678 682 686 688 690 694 702 703 704
  705 706 710 716 724 728 729 732 740 744 748 752 756 760 762 764 768 772 776 780 784 788 792 795 796 798 800 804 807 818 826 831 832 833
  834 840 850 854 858 860 862 876 882 887 894`.split(/\s+/),
);
const isForeigner = (text: string): boolean =>
  text.startsWith('9') && PROVINCES.has(text.slice(1, 3)) && NATIONS.has(text.slice(3, 6));

/** Whether a text begins as a citizen's number does: a province (or a foreigner's card), then a day of birth from 1900 to 2099. */
function beginsAsOne(text: string): boolean {
  const century = text.slice(6, 8);
  if (century !== '19' && century !== '20') return false;
  return (PROVINCES.has(text.slice(0, 2)) || isForeigner(text)) && born(text.slice(6, 10), text.slice(10, 14));
}

/**
 * Whether 18 characters are a citizen's number 公民身份号码 (GB 11643-1999): division, day of birth, sequence, check character.
 * Foreigners' permanent residence numbers (9, province, nationality, then the same) are among them. That it passes the checks of a
 * unified social credit code as well does not make it one (README.md, "Which codes are taken").
 */
export function isIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text) || !beginsAsOne(text)) return false;
  return identityCheck(text) === text.charAt(17).toUpperCase();
}

/** Whether a text may be a citizen's number that was mistyped or cut off by a character: enough to guess it, so it is not repeated. */
export const isNearIdentityNumber = (text: string): boolean =>
  /^\d{16,18}[\dXx]?$/.test(text) && text.length >= 17 && beginsAsOne(text);

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
