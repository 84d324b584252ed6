import type { Problem } from '../../kernel/errors.js';
import { parseUscc } from '../../kernel/uscc.js';
import type { Row } from '../table/table.js';
import { FOOTER_FAULT, HEADER_FAULT, isFooter } from './footer.js';
import { plain } from './header-name.js';
import { type AmountColumns, cutThousands, thousandsFault } from './thousands.js';

/** What a row must be like, as the header says. */
export interface Frame extends AmountColumns {
  header: readonly string[];
  /** Index of the column of the code 统一社会信用代码; null: the file has none. */
  code: number | null;
  /** Index of the last column that a record needs. */
  lastNeeded: number;
}

/** A row that was looked at by itself. `FULL` and `SHORT` ones may be halves of one; `SINGLE` is a short one without any separator. */
export interface Shaped {
  row: Row;
  kind: 'FULL' | 'SHORT' | 'SINGLE' | 'OTHER';
  /** Cells that the file has, without the empty ones at the end. */
  cells: number;
  /** Line on which it ends. */
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
  const refused = (...faults: Problem[]): Row => ({ line: row.line, cells, faults });
  const filled = lengthOf(cells);
  const found = (kind: Shaped['kind'], as: Row): Shaped => ({ row: as, kind, cells: filled, end: endOf(row) });
  if (row.faults) return found('OTHER', row);
  // Of a record that has a code nothing more is asked: nearly all rows are.
  if (cells[frame.code ?? 0]?.length !== CODE_LENGTH && !hasCode(cells, frame)) {
    if (isFooter(cells)) return found('OTHER', refused(FOOTER_FAULT));
    if (isHeader(cells, frame)) return found('OTHER', refused(HEADER_FAULT));
  }
  const cut = separator === null ? -1 : cutThousands(cells, frame, cells.length > width);
  if (cut >= 0) {
    const halves = `${JSON.stringify(cells[cut])} and ${JSON.stringify(cells[cut + 1])}`;
    return found('OTHER', refused(thousandsFault(frame.header[cut] ?? '', halves)));
  }
  const columns = `has ${cells.length} columns, the header has ${width}`;
  if (cells.length > width) return found('OTHER', refused(shapeFault('COLUMNS', columns)));
  if (cells.length === width) return found('FULL', cells === row.cells ? row : { line: row.line, cells });
  const kind = cells.length === 1 && separator !== null ? 'SINGLE' : 'SHORT';
  if (cells.length <= frame.lastNeeded) return found(kind, refused(shapeFault('COLUMNS', columns)));
  if (row.open && separator !== null)
    return found(
      kind,
      refused(
        shapeFault(
          'COLUMNS',
          `${columns}, and the file ends without a line break: it may be cut off; fetch it again, or fill the row up`,
        ),
      ),
    );
  if (separator !== null && swallowed(cells, separator) >= width - cells.length)
    return found(
      kind,
      refused(
        shapeFault(
          'COLUMNS',
          `${columns}, and a cell in quotes has as many separators as are missing; take the quotes (") out where they are wrong, or fill the row up`,
        ),
      ),
    );
  return found(kind, { line: row.line, cells: filledUp(cells, width) });
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

function endOf({ line, cells }: Row): number {
  let end = line;
  for (const cell of cells) if (/[\r\n]/.test(cell)) end += cell.split(/\r\n|\n|\r/).length - 1;
  return end;
}

/** The columns' names once more, as programs write them on every page. */
const isHeader = (cells: readonly string[], { header }: Frame): boolean => {
  const said = cells.flatMap((cell, i) => (cell.trim() === '' ? [] : [plain(cell) === plain(header[i] ?? '')]));
  return said.length > 1 && said.every(Boolean);
};
