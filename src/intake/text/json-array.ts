import { ImportError } from '../table/import-error.js';
import { LONGEST_RECORD, type Row } from '../table/table.js';
import { breaksIn } from './quoted-span.js';
import { shortened, tooLong } from './too-long.js';

const MARK = /["{}[\],]/g;
const WITHIN_TEXT = /["\\\n\r]/g;
/** Where the next record begins, behind one whose end cannot be told. */
const ON_A_LINE = /[\n\r][ \t]*\{/g;

/**
 * The records of a JSON array `[{…}, {…}]` as rows of one cell, one after the other: the array is never whole in memory. Each is read as a
 * record by itself, so one that is no JSON, or no object, is refused and the others are taken. An array that breaks off ends the import.
 */
export async function* jsonArrayRows(file: string, text: AsyncIterable<string>): AsyncGenerator<Row[]> {
  const array = new JsonArray(file);
  for await (const chunk of text) {
    const rows = array.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const rows = array.end();
  if (rows.length > 0) yield rows;
}

class JsonArray {
  private text = '';
  /** Where the scan goes on. */
  private at = 0;
  /** Where the element begins that it is in, and on which line. */
  private from = 0;
  private line = 1;
  /** 1 within the array, more within an element; -1 before it, 0 behind it. */
  private depth = -1;
  private quoted = false;
  /** A text did not end on its line: where the element ends is told by the line with which the next one begins. */
  private broken = false;
  private elements = 0;
  /** Stands for an element that is too long. */
  private long: Row | null = null;

  constructor(private readonly file: string) {}

  push(chunk: string): Row[] {
    const rows: Row[] = [];
    this.text += chunk;
    if (this.depth < 0) this.begin();
    while (this.depth > 0 && (this.broken ? this.toNextLine(rows) : this.step(rows)));
    if (this.depth === 0) this.behind();
    if (this.at - this.from > LONGEST_RECORD) this.giveUp();
    this.text = this.text.slice(this.from);
    this.at -= this.from;
    this.from = 0;
    return rows;
  }

  end(): Row[] {
    const rows: Row[] = [];
    if (this.broken && this.text.trimEnd().endsWith(']')) {
      this.element(rows, this.text.trimEnd().length - 1);
      this.depth = 0;
    }
    if (this.depth !== 0)
      throw new ImportError(
        `${this.file}: its JSON array does not end, the file is cut off; fetch it again and import it again`,
      );
    return rows;
  }

  private begin(): void {
    const start = this.text.search(/[^\s\ufeff]/);
    if (start < 0) return;
    this.depth = 1;
    this.at = start + 1;
    this.goOn(this.at);
  }

  /** Goes to the next mark; false where there is none yet. */
  private step(rows: Row[]): boolean {
    const marks = this.quoted ? WITHIN_TEXT : MARK;
    marks.lastIndex = this.at;
    const found = marks.exec(this.text);
    if (!found) {
      this.at = this.text.length;
      return false;
    }
    const [mark] = found;
    const { index } = found;
    if (mark === '\\' && index + 1 >= this.text.length) {
      this.at = index;
      return false;
    }
    this.at = index + (mark === '\\' ? 2 : 1);
    if (mark === '"') this.quoted = !this.quoted;
    else if (mark === '\n' || mark === '\r') {
      this.broken = true;
      this.at = index;
    } else if (mark === '{' || mark === '[') this.depth++;
    else if (mark === ',' && this.depth === 1) this.element(rows, index);
    else if ((mark === '}' || mark === ']') && --this.depth === 0) this.element(rows, index);
    return true;
  }

  private toNextLine(rows: Row[]): boolean {
    ON_A_LINE.lastIndex = this.at;
    const found = ON_A_LINE.exec(this.text);
    if (!found) {
      this.at = Math.max(this.at, this.text.lastIndexOf('\n'), this.text.lastIndexOf('\r'));
      return false;
    }
    const crLf = this.text.startsWith('\r\n', found.index - 1);
    this.element(rows, found.index, found.index - (crLf ? 1 : 0));
    this.at = this.from;
    this.broken = this.quoted = false;
    this.depth = 1;
    return true;
  }

  /** An element ends before `to`, and the next one begins at `next`. */
  private element(rows: Row[], to: number, next = to + 1): void {
    const { line, text } = this.start(to);
    if (this.long) rows.push({ ...this.long, element: ++this.elements });
    else if (text !== '')
      rows.push({ line, element: ++this.elements, cells: [this.broken ? text.replace(/,$/, '') : text] });
    this.long = null;
    this.goOn(next);
  }

  private goOn(next: number): void {
    this.line += breaksIn(this.text.slice(this.from, next));
    this.from = next;
  }

  /** The element's text up to here, and the line on which it begins. */
  private start(to: number): { line: number; text: string } {
    const whole = this.text.slice(this.from, to);
    const blank = whole.slice(0, whole.length - whole.trimStart().length);
    return { line: this.line + breaksIn(blank), text: whole.trim() };
  }

  /** What is read of an element that is too long is dropped, but for a line break that may not be whole yet. */
  private giveUp(): void {
    const { line, text } = this.start(this.at);
    this.long ??= { line, cells: [shortened(text)], faults: [tooLong('the record', LONGEST_RECORD)] };
    this.goOn(this.text[this.at - 1] === '\r' ? this.at - 1 : this.at);
  }

  private behind(): void {
    if (this.text.slice(this.at).trim() !== '')
      throw new ImportError(
        `${this.file}: has more behind the end of its JSON array; take it out, or write one record a line (NDJSON)`,
      );
    this.at = this.from = this.text.length;
  }
}
