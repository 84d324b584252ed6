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
/** Codes that early pilots really issued with a wrong check character. They are known, and refused by name. */
const ISSUED_NON_CONFORMING = new Set(['91350100M0001TGQXM']);

/** Why a text is not a code: stable names for `problems[].code`. */
export type UsccFault = 'LENGTH' | 'CHARACTER' | 'CATEGORY' | 'INNER_CHECK' | 'OUTER_CHECK' | 'ISSUED_NON_CONFORMING';
export type UsccResult = { ok: true; uscc: string } | { ok: false; fault: UsccFault; message: string };

const value = new Map([...ALPHABET].map((c, i) => [c.charCodeAt(0), i]));

/** Trims, makes full-width characters half-width, upper-cases, drops spaces and hyphens; never maps O to 0 or I to 1. */
export function normaliseUscc(text: string): string {
  if (SHAPE.test(text)) return text;
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
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

/** Normalises and checks a code, both check characters included. */
export function parseUscc(text: string): UsccResult {
  const uscc = normaliseUscc(text);
  const fail = (fault: UsccFault, message: string): UsccResult => ({ ok: false, fault, message });
  if (uscc.length !== 18)
    return fail('LENGTH', `a unified social credit code has 18 characters, this has ${uscc.length}`);
  if (!SHAPE.test(uscc)) {
    return fail('CHARACTER', 'a unified social credit code has digits 3 to 8 numeric and uses no I, O, S, V, Z');
  }
  if (ISSUED_NON_CONFORMING.has(uscc)) {
    return fail(
      'ISSUED_NON_CONFORMING',
      'this code was issued in a pilot with a wrong check character; submit its replacement',
    );
  }
  if (!CATEGORIES[uscc.charAt(0)]?.includes(uscc.charAt(1))) {
    return fail('CATEGORY', `no authority issues codes that start with ${uscc.slice(0, 2)}`);
  }
  const inner = organisationCheck(uscc.slice(8, 16));
  if (inner !== uscc.charAt(16)) {
    return fail(
      'INNER_CHECK',
      `the organisation code's check character (position 17) is ${uscc.charAt(16)}, computed ${inner}`,
    );
  }
  const outer = usccCheck(uscc);
  if (outer !== uscc.charAt(17)) {
    return fail('OUTER_CHECK', `the check character (position 18) is ${uscc.charAt(17)}, computed ${outer}`);
  }
  return { ok: true, uscc };
}

/** The six-digit division of the body that registered the code (characters 3 to 8). */
export const usccDivision = (uscc: string): string => uscc.slice(2, 8);
