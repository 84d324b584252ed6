import type { RegisterHeaders } from '../../register/core.js';
import { matchColumns } from '../columns/columns.js';
import { HEADER_WITHIN, headerIn, refuseDoubtful } from '../columns/header-row.js';
import { KnownHeaders } from '../columns/known.js';
import { ImportError } from '../table/import-error.js';
import type { ReadOptions, Row, Table } from '../table/table.js';

/** More columns than any export has: rows are as long as the header, and those of a batch are in memory at once. */
const MOST_COLUMNS = 1_000;

/** How rows become a table. */
export interface TableOptions {
  headers: RegisterHeaders;
  reading: ReadOptions;
  /** What stands between the cells of a text; null: they are cells of a sheet. */
  separator: string | null;
  warn(message: string): void;
}

/**
 * Rows of cells as a table, whatever file they come from: the columns' names are found among the first rows, what stands above them is
 * passed over, and the rows below are given the header's shape.
 */
export async function rowTable(
  file: string,
  rows: AsyncIterable<Row[]>,
  { headers, reading, separator, warn }: TableOptions,
): Promise<Table> {
  const { start, rest } = await begun(rows);
  if (start.length === 0) throw new ImportError(`${file}: has no line with the columns’ names; export it again`);
  const known = new KnownHeaders(headers, reading.map);
  const { index } = headerIn(start, known);
  refuseDoubtful(file, start, index, known);
  const columns = matchColumns(file, namesOf(file, start[index] as Row), headers, warn, reading);
  const below = async function* (): AsyncGenerator<Row[]> {
    if (start.length > index + 1) yield start.slice(index + 1);
    yield* rest;
  };
  return { columns, rows: columns.shape(below(), separator) };
}

/** The columns' names. A sheet that was once formatted to its edge has thousands of empty ones behind them. */
function namesOf(file: string, { cells, line }: Row): string[] {
  if (cells.length <= MOST_COLUMNS) return cells;
  const names = cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
  if (names.length > MOST_COLUMNS)
    throw new ImportError(
      `${file}: line ${line} names ${names.length} columns, at most ${MOST_COLUMNS} are read; take out what the register does not need`,
    );
  return names;
}

/** The first rows, enough to find the columns' names among them, and what comes behind. */
async function begun(rows: AsyncIterable<Row[]>): Promise<{ start: Row[]; rest: AsyncIterable<Row[]> }> {
  const start: Row[] = [];
  const iterator = rows[Symbol.asyncIterator]();
  // One more than may be the header: the names may stand in two lines.
  while (start.length <= HEADER_WITHIN) {
    const { value, done } = await iterator.next();
    if (done) break;
    start.push(...value);
  }
  return { start, rest: { [Symbol.asyncIterator]: () => iterator } };
}
