import type { Problem } from '../../kernel/errors.js';
import { LONGEST_CELL, LONGEST_RECORD, type Row } from '../table/table.js';
import { breaksIn, type CsvForm, hasWholeRows, linesOf, QUOTE_WITHIN, quoteOver } from './quoted-span.js';
import { shortened, tooLong } from './too-long.js';

/** Characters that are needed before a record can be read, which are not there yet. */
const MORE = -1;
/** A quote never closes: none of those that follow it is one that could, or the first of them is too far away. */
const NEVER = -2;
const [LF, CR, TAB, SPACE] = [10, 13, 9, 32];

/**
 * Reads CSV (RFC 4180) as people and programs write it, some characters at a time. What a quote means is decided by where it would close
 * (src/intake/README.md). Each character is looked at a bounded number of times, whatever the text: a look ahead from an
 * opening quote ends at the first quote that could close it, and the next one begins there at the earliest.
 */
export class CsvReader {
  private text = '';
  /** Where the first record begins that was not read yet, and on which line. */
  private at = 0;
  private line = 1;
  /** So many lines before it are no rows of a spreadsheet, which counts a cell of several lines as one. */
  private within = 0;
  /** A record was not whole: another attempt is made when so many characters are there. */
  private wanted = 0;
  /** Within a line that was too long: it is read over up to its end. */
  private skipping = false;
  private last = false;
  /** Next of each from where one was looked for last; Infinity: none is left. They are asked for from ever later places. */
  private lf = -1;
  private cr = -1;
  private quote = -1;
  private comma = -1;
  /** Characters looked at so far, for the proof that they are few. */
  steps = 0;

  constructor(private readonly form: CsvForm) {}

  /** The rows that are whole with these characters. */
  push(chunk: string): Row[] {
    this.text += chunk;
    return this.text.length < this.wanted ? [] : this.take();
  }

  /** The rows that are left: nothing more comes. */
  end(): Row[] {
    this.last = true;
    return this.take();
  }

  private take(): Row[] {
    const rows: Row[] = [];
    this.lf = this.cr = this.quote = this.comma = -1;
    if (!this.skipping || this.skip()) while (this.at < this.text.length && this.record(rows));
    this.text = this.text.slice(this.at);
    this.at = 0;
    this.wanted = this.skipping ? 0 : Math.min(2 * this.text.length, LONGEST_RECORD + 1);
    return rows;
  }

  /** Reads one record, or what is refused in its place; false where it needs more characters. */
  private record(rows: Row[]): boolean {
    const from = this.at;
    const end = this.lineEnd(from);
    if (end === MORE) return this.tooMuch(from, rows);
    this.steps += end - from;
    if (this.quote < from) this.quote = placed(this.text.indexOf('"', from));
    if (this.quote < end) return this.quoted(rows, end);
    this.add(rows, this.text.slice(from, end).split(this.form.separator), from, end, null);
    this.next(end, 0);
    return true;
  }

  /** The same of a record with quotes on its first line, which ends at `end`. */
  private quoted(rows: Row[], first: number): boolean {
    const { text, at: from } = this;
    const { separator } = this.form;
    const cells: string[] = [];
    let fault: Problem | null = null;
    // The line that is being read, of those that the record has.
    let start = from;
    let end = first;
    let breaks = 0;
    for (let at = from; ; ) {
      const close = text[at] === '"' && at < end ? this.closing(at + 1, end) : NEVER;
      if (close === MORE) return this.tooMuch(from, rows);
      const after = close < 0 ? close : this.afterBlanks(close + 1);
      if (after === MORE) return this.tooMuch(from, rows);
      const closes = close >= 0 && (after >= text.length || text[after] === separator || isBreak(text, after));
      if (closes) {
        const inner = text.slice(at + 1, close);
        if (close > end) {
          const lastEnd = this.lineEnd(after);
          if (lastEnd === MORE) return this.tooMuch(from, rows);
          if (hasWholeRows(text.slice(start, at), inner, text.slice(close + 1, lastEnd), this.form)) {
            this.refuse(rows, from, lastEnd);
            return true;
          }
          breaks += breaksIn(inner);
          start = at + 1 + Math.max(inner.lastIndexOf('\n'), inner.lastIndexOf('\r')) + 1;
          end = lastEnd;
        }
        cells.push(inner.includes('"') ? inner.replaceAll('""', '"') : inner);
        at = after;
      } else {
        if (close >= 0 && close < end && text.slice(at, close).includes(separator)) fault = QUOTE_WITHIN;
        if (this.comma < at) this.comma = placed(text.indexOf(separator, at));
        const to = Math.min(this.comma, end);
        cells.push(text.slice(at, to));
        at = to;
      }
      if (at >= end) break;
      at++;
    }
    this.add(rows, cells, from, end, fault);
    this.next(end, breaks);
    return true;
  }

  /** The first quote from here on that could close a cell; a quote on another line is looked for no further than a cell is long. */
  private closing(from: number, end: number): number {
    const { text } = this;
    let at = text.indexOf('"', from);
    while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
    const furthest = Math.max(end, from + LONGEST_CELL);
    this.steps += (at < 0 ? text.length : at) - from;
    if (at > furthest) return NEVER;
    if (at >= 0 && (at + 1 < text.length || this.last)) return at;
    return this.last || (at < 0 && text.length > furthest) ? NEVER : MORE;
  }

  /** Blanks behind a closing quote belong to no text. */
  private afterBlanks(from: number): number {
    const { text } = this;
    let at = from;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if ((code !== SPACE && code !== TAB) || text[at] === this.form.separator) break;
    }
    return at >= text.length && !this.last ? MORE : at;
  }

  private add(rows: Row[], cells: string[], from: number, end: number, fault: Problem | null): void {
    if (!cells.some(filled)) return;
    const { width } = this.form;
    if (end - from > LONGEST_CELL && cells.some((cell) => cell.length > LONGEST_CELL))
      rows.push({ ...this.where(), cells: cells.map(shortened), faults: [tooLong('a cell')] });
    else if (fault) rows.push({ ...this.where(), cells, faults: [fault] });
    else if (width !== null && end >= this.text.length && cells.length < width)
      rows.push({ ...this.where(), cells, open: true });
    else rows.push(this.within === 0 ? { line: this.line, cells } : { ...this.where(), cells });
  }

  /** Refuses all lines of a record, each as a row of its own. */
  private refuse(rows: Row[], from: number, end: number): void {
    const lines = linesOf(this.text.slice(from, end));
    const faults = [quoteOver(this.line, this.line + lines.length - 1)];
    lines.forEach((line, i) => {
      const cells = line.split(this.form.separator);
      if (cells.some(filled)) rows.push({ ...this.where(i), cells: cells.map(shortened), faults });
    });
    this.next(end, lines.length - 1);
  }

  /** Waits for more of a record; one that has more characters than any is refused, and read over up to the end of its line. */
  private tooMuch(from: number, rows: Row[]): boolean {
    const { text } = this;
    if (text.length - from <= LONGEST_RECORD) return false;
    const start = text.slice(from, from + LONGEST_CELL).split(/[\r\n]/, 1)[0] as string;
    const cells = start.split(this.form.separator, this.form.width ?? undefined).map(shortened);
    rows.push({ ...this.where(), cells, faults: [tooLong('the row', LONGEST_RECORD)] });
    // The last character may be half of a line break, and so it is looked at again.
    const kept = text.endsWith('\r\n') ? 2 : 1;
    const breaks = breaksIn(text.slice(from, -kept));
    this.line += breaks;
    this.within += breaks;
    this.at = text.length - kept;
    this.skipping = true;
    return this.skip();
  }

  /** Goes on to the end of a line; false where it is not there yet. */
  private skip(): boolean {
    this.lf = this.cr = -1;
    const end = this.lineEnd(this.at);
    if (end === MORE) {
      // The last character may be the first half of a line break.
      this.at = Math.max(this.at, this.text.length - 1);
      return false;
    }
    this.skipping = false;
    this.next(end, 0);
    return true;
  }

  /** Where the line ends: at its break, or with the text. */
  private lineEnd(from: number): number {
    const { text } = this;
    if (this.lf < from) this.lf = placed(text.indexOf('\n', from));
    if (this.cr < from) this.cr = placed(text.indexOf('\r', from));
    const end = Math.min(this.lf, this.cr);
    if (end < text.length - 1) return end;
    // A carriage return at the very end may be the first half of a line break.
    if (this.last) return Math.min(end, text.length);
    return end < text.length && end === this.lf ? end : MORE;
  }

  /** Goes on behind a line that ends there. */
  private next(end: number, breaks: number): void {
    const crLf = this.text.charCodeAt(end) === CR && this.text.charCodeAt(end + 1) === LF;
    this.at = Math.min(end + (crLf ? 2 : 1), this.text.length);
    this.line += breaks + 1;
    this.within += breaks;
  }

  /** Where the record stands, or this line of it. */
  private where(line = 0): Pick<Row, 'line' | 'row'> {
    const row = this.line - this.within;
    return this.within + line === 0 ? { line: this.line } : { line: this.line + line, row };
  }
}

const placed = (index: number): number => (index < 0 ? Number.POSITIVE_INFINITY : index);
const filled = (cell: string): boolean => cell !== '' && cell.trim() !== '';
const isBreak = (text: string, at: number): boolean => text.charCodeAt(at) === LF || text.charCodeAt(at) === CR;
