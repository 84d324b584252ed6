import type { Problem } from '../../kernel/errors.js';
import { parseUscc } from '../../kernel/uscc.js';
import { type Row, whereOf } from '../table/table.js';
import { type MarkedColumns, markFaults } from './cell-marks.js';
import { FOOTER_FAULT, HEADER_FAULT, isFooter } from './footer.js';
import { plain } from './header-name.js';
import { REJECTED_COLUMNS } from './known.js';
import { type AmountColumns, cutThousands, thousandsFault } from './thousands.js';

/** What a row must be like, as the header says. */
export interface Frame extends AmountColumns {
  header: readonly string[];
  marked: MarkedColumns;
  /** Of a rejected file: columns with its reasons, which stand before a row's own. */
  reasons: number;
  /** Index of the column of the code 统一社会信用代码; null: the file has none. */
  code: number | null;
  /** Index of the last column that a record needs. */
  lastNeeded: number;
}

/** A row that was looked at by itself. `FULL` and `SHORT` ones may be halves of one; `SINGLE` is a short one without any separator. */
export interface Shaped {
  row: Row;
  kind: 'FULL' | 'SHORT' | 'SINGLE' | 'OTHER';
  /** Cells of its own that the file has, without the empty ones at the end. */
  cells: number;
  /** Lines on which it begins and ends, in a rejected file those of the file before. */
  start: number;
  end: number;
}

const shapeFault = (code: string, message: string): Problem => ({ path: '', code, message });
const CODE_LENGTH = 18;

/**
 * A row as long as the header: empty cells at its end that are too many are dropped, and such that a program left out are added. It is
 * refused where its length has another reason, for then its cells may stand in others' columns. `separator`: null where cells
 * cannot be cut by what they hold.
 */
export function shapeOf(row: Row, frame: Frame, separator: string | null): Shaped {
  const width = frame.header.length;
  const cells = withoutEmptyEnd(row.cells, width);
  const filled = lengthOf(cells);
  const start = startOf(row, frame);
  const found = (kind: Shaped['kind'], as: Row): Shaped => {
    return { row: as, kind, cells: filled - frame.reasons, start, end: start + breaksIn(row.cells, frame.reasons) };
  };
  const refused = (kind: Shaped['kind'], fault: Problem): Shaped =>
    found(kind, { ...whereOf(row), cells, faults: [fault] });
  const marked = row.marks ? markFaults(row, frame.marked) : [];
  // Filled up all the same: the rejected file's rows are as long as its header.
  const asItIs = (faults: readonly Problem[]): Shaped =>
    found('OTHER', { ...whereOf(row), cells: filledUp(row.cells, frame.header.length), faults });
  if (row.faults) return asItIs([...row.faults, ...marked]);
  // Of a record that has a code nothing more is asked: nearly all rows are.
  if (cells[frame.code ?? 0]?.length !== CODE_LENGTH && !hasCode(cells, frame)) {
    if (isFooter(frame.reasons > 0 ? cells.slice(frame.reasons) : cells)) return refused('OTHER', FOOTER_FAULT);
    if (isHeader(cells, frame)) return refused('OTHER', HEADER_FAULT);
  }
  if (marked.length > 0) return asItIs(marked);
  const cut = separator === null ? -1 : cutThousands(cells, frame, cells.length > width);
  if (cut >= 0) {
    const halves = `${JSON.stringify(cells[cut])} and ${JSON.stringify(cells[cut + 1])}`;
    return refused('OTHER', thousandsFault(frame.header[cut] ?? '', halves));
  }
  // A spreadsheet fills the short rows of a rejected file up: they are as short as they were, until somebody fills them.
  const saidShort = refusedAsShort(cells, frame);
  const length = saidShort ? Math.min(filled, cells.length) : cells.length;
  const columns = `has ${length - frame.reasons} columns, the header has ${width - frame.reasons}`;
  if (length > width) return refused('OTHER', shapeFault('COLUMNS', columns));
  if (length === width) return found('FULL', cells === row.cells ? row : { ...whereOf(row), cells });
  const kind = length - frame.reasons === 1 && (separator !== null || saidShort) ? 'SINGLE' : 'SHORT';
  const why = whyShort(row, cells, length, frame, separator);
  if (why !== null) return refused(kind, shapeFault('COLUMNS', columns + why));
  if (saidShort)
    return refused(kind, shapeFault('COLUMNS', `${columns}, as before; fill it up, with N/A where nothing is known`));
  return found(kind, { ...whereOf(row), cells: filledUp(cells, width) });
}

/** Why a row that is too short is not filled up; null: it is. */
function whyShort(row: Row, cells: string[], length: number, frame: Frame, separator: string | null): string | null {
  if (length <= frame.lastNeeded) return '';
  if (separator === null) return null;
  if (row.open)
    return ', and the file ends without a line break: it may be cut off; fetch it again, or fill the row up';
  if (swallowed(cells, separator) >= frame.header.length - length)
    return ', and a cell in quotes has as many separators as are missing; take the quotes (") out where they are wrong, or fill the row up';
  return null;
}

/** Whether a row of a rejected file was refused for its shape. */
function refusedAsShort(cells: readonly string[], { reasons }: Frame): boolean {
  if (reasons === 0) return false;
  return /\b(COLUMNS|LINE_BREAK)\b/.test(cells[REJECTED_COLUMNS.indexOf('code')] ?? '');
}

function startOf({ line, cells }: Row, { reasons }: Frame): number {
  const said = reasons > 0 ? Number(cells[REJECTED_COLUMNS.indexOf('line')]) : Number.NaN;
  return Number.isInteger(said) ? said : line;
}

export const hasCode = (cells: readonly string[], { code }: Frame): boolean => {
  if (code === null) return true;
  // However it is written: with an apostrophe, as a formula, with characters that do not show.
  const text = cells[code]?.normalize('NFKC').replace(/[^0-9A-Za-z]/g, '') ?? '';
  return text.length === CODE_LENGTH && parseUscc(text).ok;
};

function withoutEmptyEnd(cells: string[], width: number): string[] {
  if (cells.length <= width) return cells;
  let length = cells.length;
  while (length > width && (cells[length - 1] as string).trim() === '') length--;
  return cells.slice(0, length);
}

function lengthOf(cells: readonly string[]): number {
  let length = cells.length;
  while (length > 0 && (cells[length - 1] as string).trim() === '') length--;
  return length;
}

const filledUp = (cells: readonly string[], width: number): string[] =>
  Array.from({ length: width }, (_, i) => cells[i] ?? '');

function swallowed(cells: readonly string[], separator: string): number {
  let count = 0;
  for (const cell of cells) if (cell.includes(separator)) count += cell.split(separator).length - 1;
  return count;
}

function breaksIn(cells: readonly string[], from: number): number {
  let breaks = 0;
  for (const cell of from > 0 ? cells.slice(from) : cells)
    if (/[\r\n]/.test(cell)) breaks += cell.split(/\r\n|\n|\r/).length - 1;
  return breaks;
}

/** The columns' names once more, as programs write them on every page. */
const isHeader = (cells: readonly string[], { header }: Frame): boolean => {
  const said = cells.flatMap((cell, i) => (cell.trim() === '' ? [] : [plain(cell) === plain(header[i] ?? '')]));
  return said.length > 1 && said.every(Boolean);
};
