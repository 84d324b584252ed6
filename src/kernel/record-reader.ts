import { parseDivisionCode } from './division-code.js';
import { parseIndustryCode } from './industry-code.js';
import { hasLoneSurrogate, LONE_SURROGATE, Malformed } from './malformed.js';
import { parseUscc } from './uscc.js';
import { parseWrittenDate, parseWrittenInstant, whyNoWrittenInstant } from './written-date.js';
import { parseYuan } from './yuan.js';

/** A submitted record before it is checked: texts of a CSV, values of NDJSON, or GraphQL inputs. */
export type RawRecord = Record<string, unknown>;

/** The first fault of a record. */
export class RecordFault extends Error {
  constructor(
    readonly path: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** What exports write for "not known". */
const UNKNOWN = new Set(['', 'N/A', 'n/a', 'NULL', 'null']);

/**
 * Reads a raw record field by field, each with its own check; what is absent or "not known" is null. Dates are read as files
 * write them: the API's own come from its scalars, which are strict.
 */
export class RecordReader {
  constructor(
    private readonly raw: RawRecord,
    private readonly prefix = '',
  ) {}

  private at = (field: string) => this.prefix + field;

  fault(field: string, code: string, message: string): RecordFault {
    return new RecordFault(this.at(field), code, message);
  }

  private value(field: string): string | null {
    const value = this.raw[field];
    if (value === null || value === undefined) return null;
    if (value instanceof Malformed) throw this.fault(field, value.code, value.message);
    if (value instanceof Date) return value.toISOString();
    const text = String(value).trim();
    if (hasLoneSurrogate(text)) throw this.fault(field, LONE_SURROGATE.code, LONE_SURROGATE.message);
    return UNKNOWN.has(text) ? null : text;
  }

  /** A text without control characters. */
  text(field: string, max = 300): string | null {
    const text = this.value(field);
    if (text === null) return null;
    if (CONTROL.test(text)) throw this.fault(field, 'CONTROL_CHARACTER', 'has a control character');
    if (text.includes('\uFFFD'))
      throw this.fault(field, 'ENCODING', 'has a character that the file’s encoding does not know');
    if (text.length > max) throw this.fault(field, 'TOO_LONG', `has ${text.length} characters, at most ${max}`);
    return text;
  }

  /** Number of a document 文号, as it identifies: the same one in full-width and half-width characters is one number. */
  documentNumber(field = 'documentNumber'): string | null {
    return this.text(field, 100)?.normalize('NFKC').trim() || null;
  }

  private parsed<T>(field: string, code: string, what: string, parse: (text: string) => T | null): T | null {
    const text = this.value(field);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) throw this.fault(field, code, `${JSON.stringify(text.slice(0, 40))} is not ${what}`);
    return value;
  }

  uscc(field: string): string {
    const text = this.require(field, this.value(field));
    const result = parseUscc(text);
    if (!result.ok) throw this.fault(field, `USCC_${result.fault}`, `${text.slice(0, 40)}: ${result.message}`);
    return result.uscc;
  }

  date = (field: string) =>
    this.parsed(field, 'DATE', 'a calendar date YYYY-MM-DD of the years 1900 to 2999', parseWrittenDate);
  instant = (field: string) => {
    const text = this.value(field);
    if (text === null) return null;
    const instant = parseWrittenInstant(text);
    if (!instant) throw this.fault(field, 'DATE_TIME', whyNoWrittenInstant(text));
    return instant;
  };
  yuan = (field: string) => {
    const amount = this.parsed(field, 'AMOUNT', 'an amount in yuan with at most two decimals', parseYuan);
    if (amount?.startsWith('-')) throw this.fault(field, 'NEGATIVE', `${amount} is negative`);
    return amount;
  };
  division = (field: string) => this.parsed(field, 'DIVISION_CODE', 'a division code', parseDivisionCode);
  industry = (field: string) =>
    this.parsed(field, 'INDUSTRY_CODE', 'an industry code of GB/T 4754-2017', parseIndustryCode);
  count = (field: string) =>
    this.parsed(field, 'COUNT', 'a whole number from 0 to 100000', (t) =>
      /^\d{1,6}$/.test(t) && Number(t) <= 100_000 ? Number(t) : null,
    );
  decimal = (field: string, min: number, max: number) =>
    this.parsed(field, 'NUMBER', `a number from ${min} to ${max} with at most two decimals`, (t) =>
      /^\d+(\.\d{1,2}0*)?$/.test(t) && Number(t) >= min && Number(t) <= max ? Number(t) : null,
    );

  /** One of a closed vocabulary; `also` maps the terms that exports use (Chinese, numbers) to it. */
  oneOf<T extends string>(field: string, values: readonly T[], also: Record<string, T> = {}): T | null {
    return this.parsed(field, 'VALUE', `one of ${values.join(', ')}`, (text) => {
      const upper = text.toUpperCase();
      return values.find((v) => v === upper) ?? (Object.hasOwn(also, text) ? (also[text] as T) : null);
    });
  }

  /**
   * A field that may be left out: undefined where the record says nothing of it (absent, blank, or "not known" as exports
   * write it), null where it says null, which clears it (left-out.ts).
   */
  optional<T>(field: string, value: T | null): T | null | undefined {
    return value === null && this.raw[field] !== null ? undefined : value;
  }

  require<T>(field: string, value: T | null): T {
    if (value === null) throw this.fault(field, 'REQUIRED', `${this.at(field)} is required`);
    return value;
  }
}

/** Runs a record's checks; the first fault becomes the reason for its rejection. */
export function checkRecord<C>(
  read: () => C,
): { ok: true; command: C } | { ok: false; code: string; message: string; path: string } {
  try {
    return { ok: true, command: read() };
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    return { ok: false, code: error.code, message: error.message, path: error.path };
  }
}
