import type { Problem } from '../../kernel/errors.js';
import type { CellMark, Row } from '../table/table.js';
import { CellText, tooLong } from './cell-text.js';
import type { Choice } from './chosen.js';
import { GENERAL, markOf, rowOf } from './marked-row.js';
import { Merges } from './merges.js';
import { numberText, writtenDate } from './number-text.js';
import { columnName, type Hidden, READ_COLUMNS } from './place.js';
import { type CellFormat, cellFormat, PLAIN_CELL } from './styles.js';
import { readXml, type XmlAttributes, type XmlHandler } from './xml.js';

/** The sheets of an XML workbook of 2003; that one is hidden is said behind its cells, so the whole is looked through. */
export async function xmlSheets(file: string, text: AsyncIterable<string>): Promise<Choice[]> {
  const sheets: Choice[] = [];
  let visible = '';
  let within = false;
  const rounds = readXml(file, text, {
    open(name, { Name = '' }) {
      if (name === 'Worksheet') sheets.push({ name: Name, hidden: false });
      within = name === 'Visible';
      visible = '';
    },
    close(name) {
      const sheet = sheets.at(-1);
      if (name === 'Visible' && sheet) sheet.hidden = /hidden/i.test(visible);
      within = false;
    },
    text(piece) {
      if (within && visible.length < 100) visible += piece;
    },
  });
  for await (const _ of rounds);
  return sheets;
}

/** The rows of one of its sheets, by its place among them. */
export async function* xmlSheetRows(
  file: string,
  text: AsyncIterable<string>,
  index: number,
  hidden: Hidden,
): AsyncGenerator<Row[]> {
  const handler = new XmlSheetHandler(index, hidden, new Merges(file));
  for await (const _ of readXml(file, text, handler)) {
    const rows = handler.take();
    if (rows.length > 0) yield rows;
  }
}

interface XmlCell {
  style: string;
  formula: boolean;
  across: number;
}

class XmlSheetHandler implements XmlHandler {
  private rows: Row[] = [];
  private readonly styles = new Map<string, CellFormat>();
  private style = '';
  private sheet = -1;
  private line = 0;
  private column = 0;
  private hiddenColumn = 0;
  private hiddenRow = false;
  private span = 0;
  private cells: string[] | null = null;
  private faults: Problem[] = [];
  private marks: CellMark[] = [];
  private cell: XmlCell | null = null;
  private type: string | null = null;
  private readonly gathered = new CellText();
  /** A comment in a cell has a text of its own. */
  private comment = false;

  constructor(
    private readonly index: number,
    private readonly hidden: Hidden,
    private readonly merges: Merges,
  ) {}

  take(): Row[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'Worksheet') this.sheet++;
    else if (name === 'Style') this.style = attributes.ID ?? '';
    else if (name === 'NumberFormat') this.styles.set(this.style, cellFormat(attributes.Format ?? ''));
    if (this.sheet !== this.index) return;
    if (name === 'Column') this.openColumn(attributes);
    else if (name === 'Row') this.openRow(attributes);
    else if (name === 'Cell' && this.cells) this.openCell(attributes);
    else if (name === 'Comment') this.comment = true;
    else if (name === 'Data' && this.cell && !this.comment) this.type = attributes.Type ?? 'String';
  }

  close(name: string): void {
    if (this.sheet !== this.index) return;
    if (name === 'Comment') this.comment = false;
    else if (name === 'Data' && this.type !== null && this.cell) this.closeData(this.cell, this.type);
    else if (name === 'Cell' && this.cell) {
      this.column += 1 + this.cell.across;
      this.cell = null;
    } else if (name === 'Row') this.closeRow();
  }

  text(piece: string): void {
    if (this.type !== null) this.gathered.add(piece);
  }

  private openColumn({ Index, Span, Hidden }: XmlAttributes): void {
    const from = Index === undefined ? this.hiddenColumn : count(Index) - 1;
    this.hiddenColumn = from + 1 + count(Span);
    if (Hidden === '1') this.hidden.columns(from, this.hiddenColumn - 1);
  }

  private openRow({ Index, Span, Hidden }: XmlAttributes): void {
    this.line = Index === undefined ? this.line + 1 + this.span : count(Index);
    this.span = count(Span);
    this.hiddenRow = Hidden === '1';
    this.cells = [];
    this.column = 0;
  }

  private openCell({ Index, StyleID = '', Formula, MergeAcross, MergeDown }: XmlAttributes): void {
    if (Index !== undefined) this.column = count(Index) - 1;
    this.cell = { style: StyleID, formula: Formula !== undefined, across: count(MergeAcross) };
    const [down, across] = [count(MergeDown), Math.min(count(MergeAcross), READ_COLUMNS)];
    if (down === 0 || this.column >= READ_COLUMNS) return;
    const place = `${columnName(this.column)}${this.line}:${columnName(this.column + across)}${this.line + down}`;
    this.hidden.merged(place);
    this.merges.add(place);
  }

  private closeData({ style }: XmlCell, type: string): void {
    this.type = null;
    const stored = this.gathered.take();
    const { number: format, text: around } = this.styles.get(style) ?? PLAIN_CELL;
    let text: string | null = stored;
    if (type === 'Number') text = numberText(stored, format, false);
    else if (type === 'DateTime') text = writtenDate(stored, format);
    else if (type === 'Boolean') text = stored.trim() === '1' ? 'TRUE' : 'FALSE';
    const is =
      type === 'DateTime' ? 'DAY' : type === 'Boolean' ? 'FLAG' : type === 'Number' ? markOf(format, text) : null;
    if (is) this.marks.push({ column: this.column, is });
    else if (type === 'String' && around && stored !== '')
      text = around === 'UNSURE' ? null : around.before + stored + around.after;
    if (text === null) {
      this.unsure(`shows another number or text than it holds, by its number format, or may; ${GENERAL}`);
      text = stored;
    }
    if (text === '') return;
    if (tooLong(text)) this.unsure('is longer than any field; shorten it');
    if (this.column >= READ_COLUMNS) {
      this.unsure(`is beyond the ${READ_COLUMNS} columns that are read; clear it`);
      return;
    }
    const cells = this.cells as string[];
    while (cells.length < this.column) cells.push('');
    cells[this.column] = text;
  }

  private unsure(message: string): void {
    this.faults.push({ path: '', code: 'CELL', message: `${columnName(this.column)}${this.line}: ${message}` });
  }

  private closeRow(): void {
    const { cells, line, faults, marks } = this;
    this.cells = null;
    this.faults = [];
    this.marks = [];
    if (!cells || (cells.every((cell) => cell.trim() === '') && faults.length === 0)) return;
    if (this.hiddenRow) this.hidden.row(line);
    this.hidden.filled(cells);
    if (this.merges.any) marks.push(...this.merges.covering(line));
    this.rows.push(rowOf(line, cells, faults, marks));
  }
}

/** A number of rows or columns; 0 where nothing is said, or nothing that could be one. */
function count(said: string | undefined): number {
  const number = Number(said ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
