import { asWritten, cleaned, isPlain, oneLine, unmarked } from './clean-text.js';
import { parseDivisionCode } from './division-code.js';
import type { Problem } from './errors.js';
import { FLAG } from './exchange.words.js';
import { parseIndustryCode } from './industry-code.js';
import { lostCharacter } from './lost-character.js';
import { loneSurrogate, Malformed } from './malformed.js';
import { findPersonalData, isPersonsNumber, personalDataMessage, withoutPersonalData } from './personal-data.js';
import { shownCode } from './refused-code.js';
import { isUnknown, isUnknownToPrograms } from './unknown.words.js';
import { spreadsheetDamage } from './uscc.hint.js';
import { parseUscc } from './uscc.js';
import type { Vocabulary } from './words.js';
import {
  MOST_COUNTED,
  parseCount,
  parseDecimal,
  readAmount,
  saysUnit,
  UNSAID,
  WrittenAmount,
  whyNoCount,
} from './written-amount.js';
import {
  parseWrittenDate,
  parseWrittenInstant,
  type WhyNoDate,
  whyNoWrittenDate,
  whyNoWrittenInstant,
} from './written-date.js';

/** A submitted record before it is checked: texts of a CSV, values of NDJSON, or GraphQL inputs. */
export type RawRecord = Record<string, unknown>;

/** What is wrong with a record: every problem that its checks found, in their order. */
export class RecordFault extends Error {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(path: string, code: string, message: string, more: readonly Problem[] = []) {
    super(message);
    this.problems = [{ path, code, message }, ...more];
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** What was sent, as a message may repeat it. */
const quoted = (text: string): string => JSON.stringify(withoutPersonalData(text).slice(0, 40));
/** So many characters of what was written are kept at most, the invisible ones among them. */
const LONGEST_WRITTEN = 10_000;
const OR_EMPTY = '; write it, or leave the cell empty where it is not known';
const UNIT_UNSAID =
  'does not say whether it is yuan 元 or ten thousand yuan 万元, and its header does not either: write the unit into the header, as 金额(万元) or 金额(元), or behind the amount';
/** A text of at most so many characters is a name, an address, a term; longer ones are prose, and ask questions. */
const SHORT = 500;

/**
 * Reads a raw record field by field, each with its own check; what is absent or "not known" (unknown.words.ts) is null. Every text is read
 * without what shows nowhere (clean-text.ts), whichever door it came through. A field at fault is noted and
 * reads as null too, so that one reading finds every fault of the record. Dates are read as files write them: the API's own
 * come from its scalars, which are strict.
 */
export class RecordReader {
  /** Fields whose text was read otherwise than it was written, blanks around it among the reasons, and what was read. */
  private altered: Map<string, string> | null = null;

  private constructor(
    private readonly raw: RawRecord,
    private readonly prefix: string,
    private readonly problems: Problem[],
  ) {}

  /** Runs a record's checks. Throws RecordFault with every problem that they noted: no command is made of a faulty record. */
  static read<C>(raw: RawRecord, check: (r: RecordReader) => C, prefix = ''): C {
    const problems: Problem[] = [];
    let command: C | undefined;
    try {
      command = check(new RecordReader(raw, prefix, problems));
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      for (const problem of error.problems) if (!problems.includes(problem)) problems.push(problem);
    }
    const [first, ...more] = problems;
    if (first) throw new RecordFault(first.path, first.code, first.message, more);
    return command as C;
  }

  /** Reads an object inside the record; its faults are the record's. */
  within(raw: RawRecord, prefix: string): RecordReader {
    return new RecordReader(raw, this.prefix + prefix, this.problems);
  }

  private at = (field: string) => this.prefix + field;

  /** Notes a fault of a field; thrown, it ends the reading of the record. */
  fault(field: string, code: string, message: string): RecordFault {
    const fault = new RecordFault(this.at(field), code, message);
    this.problems.push(fault.problems[0]);
    return fault;
  }

  private note(field: string, code: string, message: string): null {
    this.fault(field, code, message);
    return null;
  }

  /** What stands in a field, cleaned, whatever it says; null where nothing does, or no text. */
  private said(field: string): string | null {
    const value = this.raw[field];
    if (value === null || value === undefined) return null;
    if (value instanceof Malformed) return this.note(field, value.code, value.message);
    if (value instanceof Date) return value.toISOString();
    const other = otherType(value);
    if (other) return this.note(field, 'TYPE', other);
    const text = String(value);
    const plain = isPlain(text);
    const half = plain ? null : loneSurrogate(text);
    if (half) return this.note(field, half.code, half.message);
    const seen = plain ? unmarked(text) : cleaned(text);
    if (seen !== text) this.readAs(field, seen);
    return seen;
  }

  private readAs(field: string, seen: string): void {
    this.altered ??= new Map();
    this.altered.set(field, seen);
  }

  private value(field: string): string | null {
    const text = this.said(field);
    return text === null || (typeof this.raw[field] !== 'number' && isUnknown(text)) ? null : text;
  }

  /** Whether the record says anything under a field, whatever it is. */
  has(field: string): boolean {
    const value = this.raw[field];
    return value !== null && value !== undefined && !isUnknown(cleaned(String(value)));
  }

  /**
   * What was written under these fields of text, which were read before, where reading changed it: with invisible characters, a layout's spaces, a spreadsheet's mark, line breaks in a name.
   * Null where nothing is to be told, as of nearly every record.
   */
  asWritten(fields: readonly string[]): Record<string, string> | null {
    if (!this.altered) return null;
    let all: Record<string, string> | null = null;
    for (const field of fields) {
      const seen = this.altered.get(field);
      if (seen === undefined) continue;
      const value = this.raw[field];
      const written = typeof value === 'string' ? asWritten(value, seen) : null;
      if (written === null || !this.has(field)) continue;
      if (written.length > LONGEST_WRITTEN)
        this.note(
          field,
          'TOO_LONG',
          `has ${written.length} characters, most of them invisible; at most ${LONGEST_WRITTEN}`,
        );
      all ??= {};
      all[field] = written;
    }
    return all;
  }

  /** Says of a field whose text was read, and says nothing of the field itself, that what was written is kept (`asWritten`). */
  leave(field: string): void {
    this.readAs(field, '');
  }

  /** A text without control characters, and without a person's identity or phone number: what is recorded is never erased. */
  text(field: string, max = 300): string | null {
    return this.kept(field, this.plainText(field, max), max);
  }

  /**
   * A name, an address, an agency: a text of one line, in words. Lines that somebody broke in a cell are joined; what has no letter at all
   * (`0`, `100`, `TRUE` of a spreadsheet) is none.
   */
  line(field: string, max = 300): string | null {
    const lines = this.plainText(field, max);
    const joined = lines === null ? null : oneLine(lines);
    if (joined !== null && joined !== lines) this.readAs(field, joined);
    const text = this.kept(field, joined, max);
    if (text === null || (/\p{L}/u.test(text) && !/^(?:true|false)$/i.test(text))) return text;
    return this.note(field, 'WORDLESS', `${quoted(text)} is no name or address, for it has no word${OR_EMPTY}`);
  }

  /** A text that may be kept: nothing of it was lost, and no person is in it. */
  private kept(field: string, text: string | null, max: number): string | null {
    const whole = this.whole(field, text, max <= SHORT);
    const found = whole === null ? [] : findPersonalData(whole);
    return found.length > 0 ? this.note(field, 'PERSONAL_DATA', personalDataMessage(found)) : whole;
  }

  /** The text, where none of its characters was lost as a question mark. */
  private whole(field: string, text: string | null, short: boolean): string | null {
    const lost = text === null ? null : lostCharacter(text, short);
    return lost ? this.note(field, 'ENCODING', lost) : text;
  }

  /** What stands in a field whose text is not kept, but read into something else. */
  plainText(field: string, max: number): string | null {
    const text = this.value(field);
    if (text === null) return null;
    if (CONTROL.test(text)) return this.note(field, 'CONTROL_CHARACTER', 'has a control character');
    if (text.includes('\uFFFD'))
      return this.note(field, 'ENCODING', 'has a character that the file’s encoding does not know');
    if (text.length > max) return this.note(field, 'TOO_LONG', `has ${text.length} characters, at most ${max}`);
    return text;
  }

  /** Number of a document 文号, as it identifies: the same one in full-width and half-width characters is one number. */
  documentNumber(field = 'documentNumber'): string | null {
    const number = this.whole(field, this.plainText(field, 100), true)?.normalize('NFKC').trim() || null;
    if (number !== null && isPersonsNumber(number))
      return this.note(
        field,
        'PERSONAL_DATA',
        'is a person’s identity or phone number 身份证号码、手机号; give the document’s own number',
      );
    const damage = number === null ? null : spreadsheetDamage(number);
    return damage ? this.note(field, 'SPREADSHEET', damage) : number;
  }

  /** A number or code that names something else, written as a document's is. Whoever reads the record reads it: it holds no person's number. */
  code(field: string): string | null {
    const code = this.documentNumber(field);
    const found = code === null ? [] : findPersonalData(code);
    return found.length > 0 ? this.note(field, 'PERSONAL_DATA', personalDataMessage(found)) : code;
  }

  private parsed<T>(field: string, code: string, what: string, parse: (text: string) => T | null): T | null {
    const text = this.value(field);
    if (text === null) return null;
    const value = parse(text);
    return value ?? this.note(field, code, `${quoted(text)} is not ${what}`);
  }

  /** A code; 无 in its place is a wrong one, and not left out: whoever wrote it says that there is none. */
  uscc(field: string): string {
    const said = this.said(field);
    const text = this.require(field, said === null || isUnknownToPrograms(said) ? null : said);
    if (text === null) return text;
    const result = parseUscc(text);
    if (result.ok) return result.uscc;
    this.fault(field, `USCC_${result.fault}`, `${shownCode(text)}: ${result.message}`);
    return text;
  }

  private dated<T>(field: string, parse: (text: string) => T | null, why: (text: string) => WhyNoDate): T | null {
    const text = this.value(field);
    if (text === null) return null;
    const read = parse(text);
    if (read !== null) return read;
    const { code, message } = why(withoutPersonalData(text));
    return this.note(field, code, message);
  }

  date = (field: string) => this.dated(field, parseWrittenDate, whyNoWrittenDate);
  instant = (field: string) => this.dated(field, parseWrittenInstant, whyNoWrittenInstant);

  /** An amount in yuan, as files write it; a column in 万元 hands it on as WrittenAmount. */
  yuan(field: string): string | null {
    const text = this.value(field);
    if (text === null) return null;
    const given = this.raw[field];
    const unit = given instanceof WrittenAmount ? given.unit : 'YUAN';
    const read = readAmount(text, unit === UNSAID ? 'YUAN' : unit);
    // Of three decimals too: as yuan it is none, and in 万元 it may be one.
    if (unit === UNSAID && !saysUnit(text) && 'amount' in readAmount(text, 'TEN_THOUSAND_YUAN'))
      return this.note(field, 'AMOUNT_UNIT', `${quoted(text)} ${UNIT_UNSAID}`);
    if ('why' in read) return this.note(field, 'AMOUNT', `${quoted(text)} ${read.why}`);
    return read.amount.startsWith('-') ? this.note(field, 'NEGATIVE', `${read.amount} is negative`) : read.amount;
  }

  division = (field: string) => this.parsed(field, 'DIVISION_CODE', 'a division code', parseDivisionCode);
  industry = (field: string) =>
    this.parsed(field, 'INDUSTRY_CODE', 'an industry code of GB/T 4754-2017', parseIndustryCode);

  /** A whole number of persons. Where 无 stands it may be 0, or not known: neither is guessed. */
  count(field: string): number | null {
    const text = this.said(field);
    if (text === null) return null;
    const why = whyNoCount(text);
    if (why === '' && isUnknown(text)) return null;
    return (
      parseCount(text) ??
      this.note(field, 'COUNT', `${quoted(text)} is not a whole number from 0 to ${MOST_COUNTED}${why}`)
    );
  }

  decimal = (field: string, min: number, max: number) =>
    this.parsed(field, 'NUMBER', `a number from ${min} to ${max} with at most two decimals`, (text) => {
      const number = parseDecimal(text);
      return number !== null && number >= min && number <= max ? number : null;
    });

  /** One of a vocabulary: its code in any case, or what files write for it (words.ts). The fault lists what there is. */
  oneOf<C extends string>(field: string, vocabulary: Vocabulary<C>): C | null {
    const text = this.value(field);
    if (text === null) return null;
    const read = vocabulary.read(text);
    if (read && 'code' in read) return read.code;
    if (!read) {
      const instead = vocabulary.insteadOf(text);
      return this.note(
        field,
        'VALUE',
        `${shown(text)} is not one of ${vocabulary.listed}${instead ? `; ${instead}` : ''}`,
      );
    }
    const each = read.several.map((code) => `${code} ${vocabulary.zh(code)}`).join(' and ');
    return this.note(
      field,
      'VALUE',
      `${shown(text)} says ${each} at once: name one of them, the others in records of their own`,
    );
  }

  /** Some of a vocabulary, each once and in its order: a list of codes, or a text in which files write them together. */
  someOf<C extends string>(field: string, vocabulary: Vocabulary<C>): C[] | null {
    const given = this.raw[field];
    if (Array.isArray(given)) return this.within({ [field]: given.join('、') }, '').someOf(field, vocabulary);
    const text = this.value(field);
    if (text === null) return null;
    const said = vocabulary.readAll(text);
    if (said !== null) return said;
    return this.note(field, 'VALUE', `${shown(text)} is not one or several of ${vocabulary.listed}`);
  }

  /** Yes or no: a truth value, or what files write for it. */
  flag(field: string): boolean | null {
    const value = this.raw[field];
    if (typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? cleaned(value) : '';
    if (/^[(（]?(?:无|没有)[)）]?$/.test(text))
      return this.note(field, 'VALUE', `${quoted(text)} may mean no, or not known; write 否, or leave the cell empty`);
    const said = this.oneOf(field, FLAG);
    return said === null ? null : said === 'TRUE';
  }

  /**
   * A field that may be left out: undefined where the record says nothing of it (absent, blank, or "not known" as exports
   * write it), null where it says null, which clears it (left-out.ts).
   */
  optional<T>(field: string, value: T | null): T | null | undefined {
    return value === null && this.raw[field] !== null ? undefined : value;
  }

  /** What was written in a field that must be there, where it is a word for "not known". */
  private unsaid(field: string): string {
    const value = this.raw[field];
    const text = typeof value === 'string' ? cleaned(value) : '';
    return text !== '' && isUnknown(text) ? `; ${quoted(text)} says that it is not known` : '';
  }

  /** The value of a field that must be there. Where it is not, null stands in for it until the reading ends with the fault. */
  require<T>(field: string, value: T | null): T {
    const path = this.at(field);
    if (value === null && !this.problems.some((p) => p.path === path))
      this.fault(field, 'REQUIRED', `${path} is required${this.unsaid(field)}`);
    return value as T;
  }
}

/** What would silently become another text: an object, true and false, and a number with more digits than JSON keeps. */
function otherType(value: unknown): string | null {
  if (Array.isArray(value)) return 'is an array, not a text or a number';
  if (typeof value === 'object' && !(value instanceof WrittenAmount)) return 'is an object, not a text or a number';
  if (typeof value === 'boolean') return `is ${value}, not a text or a number`;
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return 'has more digits than a JSON number keeps; write it as a text';
  return null;
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 40));

/** A record refused: its first problem, and all of them. */
export interface Refused extends Problem {
  ok: false;
  problems: readonly [Problem, ...Problem[]];
}

/** Runs a record's checks; their problems become the reason for its rejection. */
export function checkRecord<C>(read: () => C): { ok: true; command: C } | Refused {
  try {
    return { ok: true, command: read() };
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    return { ok: false, ...error.problems[0], problems: error.problems };
  }
}
