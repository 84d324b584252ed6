import { isOldIdentityNumber, registrationCheck } from './identity-number.js';

/** What a text is that is no code by its very look, and how that is mended; the text itself is never in the message. */
interface Unlike {
  fault: 'SPREADSHEET' | 'IDENTITY_NUMBER' | 'LENGTH';
  message: string;
}

const MEND = 'format the column as text before pasting the codes again from where they are still whole';
const LOST = `a spreadsheet turned the code into a number and lost its last digits; ${MEND}`;
/** As spreadsheets show numbers of more than eleven digits, and as programs write them. */
const EXPONENT = /^\d(?:[.,]\d*)?E\+?\d{1,2}$/;
/** More digits than the fifteen that a spreadsheet keeps: it fills up with zeros. */
const FILLED_UP = /^\d{13,15}0{3,}$/;
const WITH_DECIMALS = /^\d{12,}[.,]0*$/;
const GROUPED = /^\d{1,3}(?:[,.]\d{3}){4,}(?:[.,]0+)?$/;

/** What a text in its one spelling, which is no code, evidently is instead; null where it looks like a code. */
export function unlikeACode(text: string): Unlike | null {
  if (EXPONENT.test(text) || WITH_DECIMALS.test(text) || GROUPED.test(text) || FILLED_UP.test(text))
    return { fault: 'SPREADSHEET', message: LOST };
  if (/^\d{15}$/.test(text)) return ofFifteenDigits(text);
  if (/^[0-9A-Z]{8}[0-9X]$/.test(text))
    return {
      fault: 'LENGTH',
      message:
        'these 9 characters are an organisation code 组织机构代码 (GB 11714), characters 9 to 17 of a unified social credit code; give all 18',
    };
  return null;
}

function ofFifteenDigits(text: string): Unlike {
  if (isOldIdentityNumber(text))
    return {
      fault: 'IDENTITY_NUMBER',
      message: 'this is a person’s identity number of the old form (15 digits), not the code of an organisation',
    };
  const fits = registrationCheck(text) === text.charAt(14) ? '' : ', whose check digit does not fit,';
  const message = `these 15 digits are a registration number 工商注册号 (GS 15-2006)${fits} of before October 2015; give the unified social credit code of 18 characters that replaced it`;
  return { fault: 'LENGTH', message };
}

/** What refused rows have in place of a person's number: one that comes back as it was written (personal-data.ts). */
export const isMaskedNumber = (text: string): boolean => /^\d{2}\*{11,15}[\dX]{2}$/.test(text);

/** Characters that no code has at a place, and what was likely meant. It is never put in their stead: a guess would name another company. */
const LIKELY: Record<string, string> = { O: '0', I: '1', Z: '2', S: '5', V: 'U or Y' };
/** The same among the digits of the division. */
const LIKELY_DIGIT: Record<string, string> = {
  ...LIKELY,
  L: '1',
  B: '8',
  G: '6',
  Q: '0',
  D: '0',
  V: '',
  A: '4',
  T: '7',
};
const NAMED = 3;

/** Which of 18 characters cannot stand where they stand. */
export function strayCharacters(text: string): string {
  const wrong = [...text].flatMap((character, i) => {
    const inDivision = i >= 2 && i < 8;
    if (inDivision ? /[0-9]/.test(character) : /[0-9A-HJ-NPQRTUWXY]/.test(character)) return [];
    const likely = (inDivision ? LIKELY_DIGIT : LIKELY)[character];
    return [`position ${i + 1} is ${shown(character)}${likely ? `, likely ${likely}` : ''}`];
  });
  const more = wrong.length > NAMED ? ` and ${wrong.length - NAMED} more` : '';
  return `a unified social credit code has digits 3 to 8 numeric and uses no I, O, S, V, Z: ${wrong.slice(0, NAMED).join('; ')}${more}`;
}

/** A character that shows, or its number. */
const shown = (character: string): string =>
  /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? character
    : `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
/** As spreadsheets show 1-24 and 2024-1 once they took them for days; what somebody typed so has no number in it either. */
const DAY = new RegExp(
  String.raw`^(?:${MONTH}-\d{2,4}|\d{1,2}-${MONTH}(?:-\d{2,4})?|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|[一二三四五六七八九十]{1,2}月-\d{2})$`,
  'i',
);
const POWER_OF_TEN = /^\d(?:\.\d+)?E\+\d{1,2}$|^\d\.\d+E\d{1,2}$/i;
/** Fifteen digits and zeros. One zero behind them is every tenth number's own. */
const ONLY_FIFTEEN = /^(?:\d{15}0{2,}|\d{13}000)$/;
const TEXT_FIRST = 'format the column as text before pasting it again from where it is still whole';

/** Why a text that identifies a document is what a spreadsheet left of it; null where it is not. */
export function spreadsheetDamage(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  if (POWER_OF_TEN.test(plain))
    return `a spreadsheet turned the number into a power of ten and lost its digits; ${TEXT_FIRST}`;
  if (ONLY_FIFTEEN.test(plain))
    return `a spreadsheet keeps fifteen digits and filled up with zeros; ${TEXT_FIRST}. A number that truly ends so: write 编号 before it`;
  if (DAY.test(plain)) return `a spreadsheet turned the number into a day; write the number anew, and ${TEXT_FIRST}`;
  if (/^(?:TRUE|FALSE)$/i.test(plain)) return `is a spreadsheet’s truth value, and no number; ${TEXT_FIRST}`;
  return null;
}
