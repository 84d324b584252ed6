import { isIdentityNumber } from './identity-number.js';
import { knownCodes } from './known-code.js';
import { isMaskedNumber, strayCharacters, unlikeACode } from './uscc.hint.js';

/**
 * Unified social credit code 统一社会信用代码, 18 characters (GB 32100-2015):
 * authority (1), category (1), division of the registering body (6, GB/T 2260),
 * organisation code (9, GB 11714-1997, with a check character of its own), check character (1).
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const OUTER_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const INNER_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
/** Second characters that each registering authority (the first character) issues; GB 32100-2015, table 1. */
const CATEGORIES: Record<string, string> = {
  1: '1239',
  2: '19',
  3: '123459',
  4: '19',
  5: '1239',
  6: '129',
  7: '129',
  8: '19',
  9: '123',
  A: '19',
  N: '1239',
  Y: '1',
};
/** Why a text is not a code: stable names for `problems[].code`. */
export type UsccFault =
  | 'LENGTH'
  | 'CHARACTER'
  | 'CATEGORY'
  | 'INNER_CHECK'
  | 'OUTER_CHECK'
  | 'ISSUED_NON_CONFORMING'
  | 'IDENTITY_NUMBER'
  | 'SPREADSHEET';
export type UsccResult = { ok: true; uscc: string } | { ok: false; fault: UsccFault; message: string };

const value = new Map([...ALPHABET].map((c, i) => [c.charCodeAt(0), i]));

/** What stands between or around the characters of a code and does not count: spaces, hyphens of all kinds, and what cannot be seen. */
const BETWEEN = /[\s\p{Z}\p{Cf}\p{Dash}\p{DI}\u30fc]/gu;

/**
 * The one spelling of a code: full-width characters made half-width, upper case, without spaces, hyphens and invisible characters.
 * Never maps O to 0 or I to 1.
 */
export function normaliseUscc(text: string): string {
  if (SHAPE.test(text)) return text;
  return text.normalize('NFKC').replace(BETWEEN, '').toUpperCase();
}

/** The organisation code's check character (GB 11714-1997) of its eight-character body: 0-9 or X. */
export function organisationCheck(body: string): string {
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += Number.parseInt(body.charAt(i), 36) * (INNER_WEIGHTS[i] as number);
  const r = 11 - (sum % 11);
  return r === 10 ? 'X' : r === 11 ? '0' : String(r);
}

/** The code's last character (GB 32100-2015) over its first seventeen. */
export function usccCheck(head: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (value.get(head.charCodeAt(i)) ?? 0) * (OUTER_WEIGHTS[i] as number);
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * Normalises and checks a code, both check characters included. A citizen's number is none, though it may pass both; nor is a code that
 * was issued and does not conform (README.md, "Which codes are taken"). The message never has what was sent.
 */
export function parseUscc(text: string): UsccResult {
  const uscc = normaliseUscc(text);
  if (!SHAPE.test(uscc)) return withoutShape(uscc);
  const known = knownCodes.get(uscc);
  if (known?.kind === 'NON_CONFORMING') return fail('ISSUED_NON_CONFORMING', issued(known.replacedBy));
  if (!known && isIdentityNumber(uscc)) return fail('IDENTITY_NUMBER', IDENTITY);
  const wrong = wrongCheck(uscc);
  if (!wrong) return { ok: true, uscc };
  const unlike = unlikeACode(uscc);
  return unlike ? fail(unlike.fault, unlike.message) : wrong;
}

const fail = (fault: UsccFault, message: string) => ({ ok: false, fault, message }) as const;

const IDENTITY =
  'this is a person’s identity number 居民身份证号码, not the code of an organisation; give the code on its licence 营业执照';

const issued = (replacedBy: string | null): string =>
  `this code was issued in a pilot with a wrong check character; submit ${replacedBy ?? 'its replacement, which the registering authority names'}`;

function withoutShape(uscc: string): UsccResult {
  if (isMaskedNumber(uscc)) return fail('IDENTITY_NUMBER', IDENTITY);
  const unlike = unlikeACode(uscc);
  if (unlike) return fail(unlike.fault, unlike.message);
  const { length } = [...uscc];
  if (length === 18) return fail('CHARACTER', strayCharacters(uscc));
  const by = length === 17 ? ': one is missing' : length === 19 ? ': one is too many' : '';
  return fail('LENGTH', `a unified social credit code has 18 characters, this has ${length}${by}`);
}

/** What of a text in the shape of a code says that it is none: its first two characters, or one of its check characters. */
function wrongCheck(uscc: string) {
  if (!CATEGORIES[uscc.charAt(0)]?.includes(uscc.charAt(1)))
    return fail('CATEGORY', `no authority issues codes that start with ${uscc.slice(0, 2)}`);
  const inner = organisationCheck(uscc.slice(8, 16));
  if (inner !== uscc.charAt(16))
    return fail(
      'INNER_CHECK',
      `the organisation code's check character (position 17) is ${uscc.charAt(16)}, computed ${inner}`,
    );
  const outer = usccCheck(uscc);
  if (outer !== uscc.charAt(17))
    return fail('OUTER_CHECK', `the check character (position 18) is ${uscc.charAt(17)}, computed ${outer}`);
  return null;
}

/** Whether a text in its one spelling would be a code but for its check characters: what a table of issued codes may list. */
export function failsItsChecksAlone(uscc: string): boolean {
  if (!SHAPE.test(uscc)) return false;
  const fault = wrongCheck(uscc)?.fault;
  return fault === 'INNER_CHECK' || fault === 'OUTER_CHECK';
}

/** Whether a text in its one spelling fits in shape and both check characters, whosever number it is besides. */
export const fitsItsChecks = (uscc: string): boolean => SHAPE.test(uscc) && wrongCheck(uscc) === null;

/** The six-digit division of the body that registered the code (characters 3 to 8). */
export const usccDivision = (uscc: string): string => uscc.slice(2, 8);
