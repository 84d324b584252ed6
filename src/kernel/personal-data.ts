import { isIdentityNumber, isOldIdentityNumber } from './identity-number.js';
import { knownCodes } from './known-code.js';
import { isPartOfMore, namesADocument, overlapping, phoneNumbers, shortlyBefore } from './phone-number.js';
import { normaliseUscc, parseUscc } from './uscc.js';

/** A number in a text that is a natural person's. */
export interface PersonalDatum {
  kind: 'IDENTITY_NUMBER' | 'PHONE_NUMBER';
  /** Its first and last character in the text, counted from 1. */
  from: number;
  to: number;
  /** What may be told of it: enough to find it, too little to know it. */
  masked: string;
}

/** Fewer digits than this are no number of a person. */
const FEWEST_DIGITS = 10;
const INVISIBLE = /^[\p{Cf}\p{DI}]$/u;
const DASH = /^[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d\u30fc]$/;
/** From this year on, 18 digits behind "文号" or as a document number are taken for division, day and count of the document. */
const FIRST_YEAR_OF_DOCUMENTS = '2010';

const IDENTITY = /\d(?:[ \n-]{0,3}\d){16}[ \n-]{0,3}[\dXx](?!\d)/g;
const OLD_IDENTITY = /\d{6}[ -]?\d{6}[ -]?\d{3}(?![0-9A-Za-z])/g;
const NAMED_IDENTITY = /(?:身份证|公民身份)[^0-9，。；,;\n]{0,8}(?<number>\d[\d /.-]{13,24}[\dXx])/g;
const CODE = /(?<![0-9A-Za-z])[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){17}(?![0-9A-Za-z])/g;

/** A text in half-width characters, without invisible ones, and where each of them stood. */
interface Folded {
  text: string;
  at: number[];
}

function fold(text: string): Folded {
  let folded = '';
  const at: number[] = [];
  let index = 0;
  for (const char of text) {
    index++;
    if (INVISIBLE.test(char)) continue;
    const plain = DASH.test(char) ? '-' : char === '\n' ? '\n' : char.normalize('NFKC').replace(/\s/g, ' ');
    for (const unit of plain.split('')) {
      folded += unit;
      at.push(index);
    }
  }
  return { text: folded, at };
}

/** Whether it has digits enough, in any script's form, to look closer: nearly all texts have not. */
function hasDigits(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // Beyond the ASCII ones: full-width, super- and subscript, circled, mathematical.
    if ((c >= 0x30 && c <= 0x39) || (c >= 0xff10 && c <= 0xff19) || (c >= 0xb2 && c <= 0xb9)) digits++;
    else if ((c >= 0x2070 && c <= 0x2089) || (c >= 0x2460 && c <= 0x24ff) || c === 0xd835) digits++;
    if (digits === FEWEST_DIGITS) return true;
  }
  return false;
}

/** Unified social credit codes are enterprises', whatever their digits look like: they are taken out first. A person's number is none. */
function withoutCodes(text: string): string {
  let rest = text;
  for (const { 0: code, index } of overlapping(CODE, text)) {
    if (parseUscc(code).ok) rest = rest.slice(0, index) + '#'.repeat(code.length) + rest.slice(index + code.length);
  }
  return rest;
}

const dots = (digits: string, head: number, tail: number) =>
  digits.slice(0, head) + '*'.repeat(digits.length - head - tail) + digits.slice(-tail);

function* numbersIn(
  text: string,
): Generator<{ kind: PersonalDatum['kind']; start: number; end: number; masked: string }> {
  for (const { 0: written, index: start } of overlapping(IDENTITY, text)) {
    const digits = written.replace(/[ \n-]/g, '');
    const before = shortlyBefore(text, start);
    if (!isIdentityNumber(digits) || /\d\.?$/.test(before)) continue;
    if (digits.slice(6, 10) >= FIRST_YEAR_OF_DOCUMENTS && namesADocument(before)) continue;
    yield { kind: 'IDENTITY_NUMBER', start, end: start + written.length, masked: dots(digits, 2, 2) };
  }
  for (const { 0: written, index: start } of overlapping(OLD_IDENTITY, text)) {
    const digits = written.replace(/[ -]/g, '');
    const before = shortlyBefore(text, start);
    if (!isOldIdentityNumber(digits) || isPartOfMore(before) || namesADocument(before)) continue;
    yield { kind: 'IDENTITY_NUMBER', start, end: start + written.length, masked: dots(digits, 2, 2) };
  }
  // Behind the word for it, one that is mistyped, cut off or set apart is a person's all the same.
  const phones = [...phoneNumbers(text)];
  for (const found of overlapping(NAMED_IDENTITY, text)) {
    const { number = '' } = found.groups ?? {};
    const digits = number.replace(/[^0-9Xx]/g, '');
    const end = found.index + found[0].length;
    const start = end - number.length;
    if (digits.length < 15 || phones.some((p) => p.start < end && start < p.end)) continue;
    yield { kind: 'IDENTITY_NUMBER', start, end, masked: dots(digits, 2, 2) };
  }
  for (const { start, end, digits } of phones) yield { kind: 'PHONE_NUMBER', start, end, masked: dots(digits, 3, 2) };
}

/** The whole of a short text, where it is a person's number with whatever gaps a code may have (uscc.ts). */
function wholeNumber(text: string): PersonalDatum | null {
  if (text.length > LONGEST_NUMBER) return null;
  const digits = normaliseUscc(text);
  if (!isIdentityNumber(digits) || knownCodes.isConfirmed(digits)) return null;
  return { kind: 'IDENTITY_NUMBER', from: 1, to: [...text].length, masked: dots(digits, 2, 2) };
}
const LONGEST_NUMBER = 200;

/**
 * Identity numbers (18 and 15 digits) and phone numbers of a text, in its order, however they are written: full width, with
 * spaces or hyphens. Names cannot be recognised. README.md says what is taken for what.
 */
export function findPersonalData(text: string): PersonalDatum[] {
  if (!hasDigits(text)) return [];
  const folded = fold(text);
  const found = [...numbersIn(withoutCodes(folded.text))].sort((a, b) => a.start - b.start || b.end - a.end);
  const data: PersonalDatum[] = [];
  let end = 0;
  for (const one of found) {
    if (one.start < end) continue;
    end = one.end;
    const place = { from: folded.at[one.start] as number, to: folded.at[one.end - 1] as number };
    data.push({ kind: one.kind, ...place, masked: one.masked });
  }
  const whole = data.length === 0 ? wholeNumber(text) : null;
  return whole ? [whole] : data;
}

/**
 * Whether a text that identifies a document is an identity number instead, or a mobile phone's; years of documents are no years of
 * birth.
 */
export function isPersonsNumber(documentNumber: string): boolean {
  const digits = documentNumber.normalize('NFKC').replace(/[\s-]/g, '');
  if (/^(?:\+?86)?1[3-9]\d{9}$/.test(digits)) return true;
  // What a masked one says is whose it is: a refused row that comes back as it was written.
  if (/^(?:\d{2}\*{11,14}[\dX]{2}|\d{3}\*{4,}\d{2})$/i.test(digits)) return true;
  return isIdentityNumber(digits) && digits.slice(6, 10) < FIRST_YEAR_OF_DOCUMENTS && !parseUscc(digits).ok;
}

/** The text with every such number masked, for messages that quote what was sent. */
export function withoutPersonalData(text: string): string {
  const found = findPersonalData(text);
  if (found.length === 0) return text;
  const chars = [...text];
  for (const { from, to, masked } of found.reverse()) chars.splice(from - 1, to - from + 1, masked);
  return chars.join('');
}

const NAMES = { IDENTITY_NUMBER: 'an identity number 身份证号码', PHONE_NUMBER: 'a phone number 电话号码' };
const MOST_NAMED = 5;

/** What is wrong with a text that has such numbers, with each one's place; never the number itself. */
export function personalDataMessage(found: readonly PersonalDatum[]): string {
  const named = found
    .slice(0, MOST_NAMED)
    .map(({ kind, from, to, masked }) => `${NAMES[kind]} (characters ${from} to ${to}: ${masked})`);
  const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : '';
  return `has ${named.join(', ')}${more}; take it out: what a person is known by is not exchanged in texts`;
}
