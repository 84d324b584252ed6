import type { Problem } from '../../kernel/errors.js';
import { ImportError } from '../table/import-error.js';
import type { CellMark, Row } from '../table/table.js';
import { CellText, tooLong, unescaped } from './cell-text.js';
import { GENERAL, markOf, rowOf } from './marked-row.js';
import type { Merges } from './merges.js';
import type { NumberFormat } from './number-format.js';
import { numberText, writtenDate } from './number-text.js';
import { columnIndex, columnName, type Hidden, MOST_COLUMNS, READ_COLUMNS } from './place.js';
import type { CellFormat } from './styles.js';
import { readXml, type XmlAttributes, type XmlHandler } from './xml.js';

/** What the cells of a sheet refer to. */
export interface CellContext {
  shared(index: number): string | undefined;
  format(style: number): CellFormat;
  date1904: boolean;
  merges: Merges;
}

/** The rows of a sheet's XML, some at a time, each with its number; rows without any text are left out. */
export async function* sheetRows(
  file: string,
  text: AsyncIterable<string>,
  context: CellContext,
  hidden: Hidden,
): AsyncGenerator<Row[]> {
  const sheet = new SheetHandler(file, context, hidden);
  for await (const _ of readXml(file, text, sheet)) {
    const rows = sheet.take();
    if (rows.length > 0) yield rows;
  }
}

/** A cell that has begun: where, and how its text is to be understood. */
interface OpenCell {
  column: number;
  type: string;
  style: number;
  formula: boolean;
  /** Whether it has a value at all: a formula that was never calculated has none. */
  valued: boolean;
}

class SheetHandler implements XmlHandler {
  private rows: Row[] = [];
  private within = false;
  private line = 0;
  private hiddenRow = false;
  private cells: string[] | null = null;
  private column = -1;
  private faults: Problem[] = [];
  private marks: CellMark[] = [];
  private cell: OpenCell | null = null;
  private readonly gathered = new CellText();
  private gathering = false;
  private phonetic = 0;

  constructor(
    private readonly file: string,
    private readonly context: CellContext,
    private readonly hidden: Hidden,
  ) {}

  take(): Row[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.cell) this.openInCell(name);
    else if (!this.within) {
      if (name === 'sheetData') this.within = true;
      else if (name === 'col' && isTrue(attributes.hidden))
        this.hidden.columns(Number(attributes.min) - 1, Number(attributes.max) - 1);
      else if (name === 'mergeCell') this.hidden.merged(attributes.ref ?? '');
    } else if (name === 'row') this.openRow(attributes);
    else if (name === 'c' && this.cells) this.openCell(attributes);
  }

  close(name: string): void {
    if (this.cell) {
      if (name === 'c') this.closeCell(this.cell);
      else if (name === 'rPh') this.phonetic--;
      else if (name === 'v' || name === 't') this.gathering = false;
    } else if (name === 'row') this.closeRow();
    else if (name === 'sheetData') this.within = false;
  }

  text(piece: string): void {
    if (this.gathering) this.gathered.add(piece);
  }

  private openRow({ r, hidden }: XmlAttributes): void {
    this.line = r === undefined ? this.line + 1 : Number(r);
    if (!Number.isSafeInteger(this.line)) throw this.damaged(`a row is numbered ${JSON.stringify(r)}`);
    this.hiddenRow = isTrue(hidden);
    this.cells = [];
    this.column = -1;
  }

  private openCell({ r, t = 'n', s }: XmlAttributes): void {
    this.column = r === undefined ? this.column + 1 : columnIndex(r);
    if (!(this.column < MOST_COLUMNS)) throw this.damaged(`row ${this.line} has a cell at ${JSON.stringify(r ?? '')}`);
    const style = s === undefined ? 0 : Number(s);
    this.cell = { column: this.column, type: t, style, formula: false, valued: false };
    this.phonetic = 0;
  }

  private openInCell(name: string): void {
    const cell = this.cell as OpenCell;
    if (name === 'v' || name === 't') {
      this.gathering = this.phonetic === 0;
      cell.valued = true;
    } else if (name === 'f') cell.formula = true;
    else if (name === 'rPh') this.phonetic++;
  }

  private closeCell(cell: OpenCell): void {
    this.cell = null;
    this.gathering = false;
    const stored = this.gathered.take();
    const text = this.textOf(cell, stored);
    if (cell.formula && stored === '' && (!cell.valued || cell.type !== 'str'))
      this.fault(cell, 'its formula was never calculated; open the file in a spreadsheet and save it there');
    if (text === '') return;
    if (tooLong(text)) this.fault(cell, 'is longer than any field; shorten it');
    if (cell.column >= READ_COLUMNS) {
      this.fault(cell, `is beyond the ${READ_COLUMNS} columns that are read; clear it`);
      return;
    }
    // A row of few cells far apart is filled between them.
    const cells = this.cells as string[];
    while (cells.length < cell.column) cells.push('');
    cells[cell.column] = text;
  }

  private textOf({ column, type, style }: OpenCell, stored: string): string {
    switch (type) {
      case 's': {
        if (stored.trim() === '') return '';
        const text = this.context.shared(Number(stored));
        if (text === undefined)
          throw this.damaged(`cell ${columnName(column)}${this.line} has a text that the workbook lacks`);
        return this.shownText(column, text, style);
      }
      case 'str':
      case 'inlineStr':
        return this.shownText(column, unescaped(stored), style);
      case 'b':
        if (stored.trim() === '') return '';
        this.marks.push({ column, is: 'FLAG' });
        return isTrue(stored.trim()) ? 'TRUE' : 'FALSE';
      case 'e':
        return stored.trim();
      case 'd':
        this.marks.push({ column, is: 'DAY' });
        return writtenDate(stored, this.context.format(style).number);
      default:
        return this.number(column, stored, this.context.format(style).number);
    }
  }

  private shownText(column: number, text: string, style: number): string {
    const { text: format } = this.context.format(style);
    if (format === null || text === '') return text;
    if (format !== 'UNSURE') return format.before + text + format.after;
    this.fault({ column }, `shows another text than the one that it holds, by its number format; ${GENERAL}`);
    return text;
  }

  private number(column: number, stored: string, format: NumberFormat): string {
    if (stored === '') return '';
    const text = numberText(stored, format, this.context.date1904);
    const is = markOf(format, text);
    if (is) this.marks.push({ column, is });
    if (text !== null) return text;
    const why = `shows another number than the ${stored} that it holds, by its number format, or may; ${GENERAL}`;
    this.fault({ column }, why);
    return stored;
  }

  private fault({ column }: { column: number }, message: string): void {
    this.faults.push({ path: '', code: 'CELL', message: `${columnName(column)}${this.line}: ${message}` });
  }

  private closeRow(): void {
    const { cells, line, faults, marks } = this;
    this.cells = null;
    this.marks = [];
    if (!cells || (cells.length === 0 && faults.length === 0)) return;
    if (faults.length > 0) this.faults = [];
    if (cells.every((cell) => cell.trim() === '') && faults.length === 0) return;
    if (this.hiddenRow) this.hidden.row(line);
    this.hidden.filled(cells);
    const { merges } = this.context;
    if (merges.any) {
      if (line < merges.line) throw this.damaged('its rows are out of their order');
      marks.push(...merges.covering(line));
    }
    this.rows.push(rowOf(line, cells, faults, marks));
  }

  private damaged(what: string): ImportError {
    return new ImportError(`${this.file}: ${what}; open it in a spreadsheet and save it anew`);
  }
}

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true' || text === 'TRUE';
