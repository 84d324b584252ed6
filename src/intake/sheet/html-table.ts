import { Parser } from 'htmlparser2';
import { ImportError } from '../table/import-error.js';
import type { CellMark, Row } from '../table/table.js';
import { CellText, tooLong } from './cell-text.js';
import { isBlock, isUnseen, LINE_BREAK, shownText } from './html-text.js';
import { rowOf } from './marked-row.js';
import { columnName, READ_COLUMNS } from './place.js';

/** A table of a page: open, or read to its end. */
export interface HtmlTable {
  /** From 0, in the order in which the page opens them. */
  index: number;
  /** Rows with any text, and the cells of the widest of them. */
  rows: number;
  width: number;
  hiddenRows: number;
  /** The row with the first cell that reaches into rows below; 0: there is none. */
  firstMerge: number;
  /** Whether the page says where it ends: one that is cut off does not. */
  ended: boolean;
  /** Whether a further table stands in one of its cells: then it places things on the page. */
  outer: boolean;
  caption: string;
}

/** A table that is being read, with the place where the parser is in it. */
interface OpenTable extends HtmlTable {
  line: number;
  cells: string[] | null;
  hidden: boolean;
  /** By column, how many rows more a cell from above covers it. */
  covered: number[];
  /** What of the row that is read cells from above cover. */
  marks: CellMark[];
  cell: { colspan: number; rowspan: number; text: CellText } | null;
  inCaption: boolean;
}

/**
 * Reads the tables of a page into `tables`, one round of the iteration after each piece; `onRow` hears every row with text. A cell over several columns or rows has its text in the first
 * place that it covers, as a sheet's merged cells have; the others are empty.
 */
export async function* readTables(
  file: string,
  text: AsyncIterable<string>,
  tables: HtmlTable[],
  onRow: (table: HtmlTable, row: Row) => void,
): AsyncGenerator<undefined> {
  const stack: OpenTable[] = [];
  let unseen = 0;
  let depth = 0;
  let ending = false;
  const top = () => stack.at(-1);

  const endCell = (): void => {
    const table = top();
    const { cell, cells } = table ?? {};
    if (!table || !cell || !cells) return;
    table.cell = null;
    let column = cells.length;
    const skip = () => {
      while ((table.covered[column] ?? 0) > 0) column++;
    };
    skip();
    while (cells.length < column) cells.push('');
    const taken = shownText(cell.text.take());
    for (let n = 0; n < cell.colspan && column < READ_COLUMNS; n++, column++) {
      cells.push(n === 0 ? taken : '');
      // Counted down at the end of this row already.
      if (cell.rowspan > 1) {
        table.covered[column] = cell.rowspan;
        table.firstMerge ||= table.line;
      }
    }
  };
  const endRow = (): void => {
    endCell();
    const table = top();
    if (!table?.cells) return;
    const { cells, line, covered, marks } = table;
    table.cells = null;
    for (let i = 0; i < covered.length; i++) if (covered[i]) covered[i] = (covered[i] as number) - 1;
    while (cells.at(-1) === '') cells.pop();
    if (cells.length === 0) return;
    table.rows++;
    table.width = Math.max(table.width, cells.length);
    if (table.hidden) table.hiddenRows++;
    const long = cells.findIndex(tooLong);
    const place = `${columnName(long)}${line}`;
    const fault = { path: '', code: 'CELL', message: `${place}: is longer than any field; shorten it` };
    onRow(table, rowOf(line, cells, long < 0 ? [] : [fault], marks));
  };
  const openRow = (table: OpenTable, attributes: Record<string, string>): void => {
    endRow();
    table.line++;
    table.cells = [];
    table.marks = table.covered.flatMap((rows, column) => (rows > 0 ? [{ column, is: 'COVERED' }] : []));
    table.hidden = /display\s*:\s*none/i.test(attributes.style ?? '') || 'hidden' in attributes;
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const table = top();
        if (++depth > MOST_DEPTH || tables.length > MOST_TABLES) throw noTable(file);
        if (isUnseen(name)) unseen++;
        else if (name === 'table') {
          if (table) table.outer = true;
          const opened = newTable(tables.length);
          tables.push(opened);
          stack.push(opened);
        } else if (!table) return;
        else if (name === 'caption') table.inCaption = true;
        else if (name === 'tr') openRow(table, attributes);
        else if (name === 'td' || name === 'th') {
          endCell();
          if (!table.cells) openRow(table, {});
          const { colspan, rowspan } = attributes;
          table.cell = { colspan: span(colspan), rowspan: span(rowspan), text: new CellText() };
        } else if (name === 'br') table.cell?.text.add(LINE_BREAK);
        else if (isBlock(name) && table.cell && !table.cell.text.empty) table.cell.text.add(LINE_BREAK);
      },
      ontext(piece) {
        const table = top();
        if (!table || unseen > 0) return;
        if (table.cell) table.cell.text.add(piece);
        else if (table.inCaption && table.caption.length < 100) table.caption += piece;
      },
      onclosetag(name, implied) {
        const table = top();
        depth--;
        if (isUnseen(name)) unseen = Math.max(0, unseen - 1);
        else if (!table) return;
        else if (name === 'caption') table.inCaption = false;
        else if (name === 'td' || name === 'th') endCell();
        else if (name === 'tr') endRow();
        else if (name === 'table') {
          endRow();
          stack.pop();
          // What stands around a table may end it too.
          table.ended = !implied || !ending;
        }
      },
    },
    { decodeEntities: true },
  );
  let between = 0;
  for await (const piece of text) {
    const from = parser.startIndex;
    parser.write(piece);
    // Within one tag, or one comment, nothing is handed on.
    between = parser.startIndex === from ? between + piece.length : 0;
    if (between > MOST_BETWEEN) throw noTable(file);
    yield;
  }
  ending = true;
  parser.end();
  yield;
}

const noTable = (file: string): ImportError =>
  new ImportError(`${file}: is a web page that no table was ever written as; export the table as .xlsx or CSV`);

/** Characters within one tag, elements within each other, tables: more would be gathered in memory, and are of no table. */
const MOST_BETWEEN = 16_000_000;
const MOST_DEPTH = 10_000;
const MOST_TABLES = 10_000;
const MOST_SPAN = 1000;
const span = (said: string | undefined): number =>
  Math.min(Math.max(Number.parseInt(said ?? '1', 10) || 1, 1), MOST_SPAN);

const newTable = (index: number): OpenTable => ({
  ...{ index, rows: 0, width: 0, hiddenRows: 0, firstMerge: 0, ended: false, outer: false, caption: '' },
  ...{ line: 0, cells: null, hidden: false, covered: [], marks: [], cell: null, inCaption: false },
});
