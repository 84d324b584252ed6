import type { Problem } from '../../kernel/errors.js';
import type { RawRecord } from '../../kernel/record-reader.js';

/** A record as the file has it: where it starts, and its texts. */
export interface Row {
  /** Line of the file, or of the sheet, counted from 1 with everything above the columns' names. */
  line: number;
  /** Its row as a spreadsheet counts them, where that is another number than `line`: cells above it go over several lines. */
  row?: number;
  /** Of a JSON array: which of its records it is, counted from 1. */
  element?: number;
  cells: string[];
  /** What the reading of the file found wrong with it already: it is refused with these, whatever its cells say. */
  faults?: readonly Problem[];
  /** What a sheet says of cells beside their texts; what it means, their columns tell. */
  marks?: readonly CellMark[];
  /** Shorter than the header, and the text ends with it without a line break: it may have been cut off. */
  open?: true;
}

/**
 * A cell whose text does not tell all that the sheet does. `DAY`: it is a date or a time, which somebody may have typed as another thing;
 * `FLAG`: a truth value; `FOREIGN`: an amount that its number format shows in a foreign currency; `COVERED`: empty, because a cell above it
 * is merged over it.
 */
export interface CellMark {
  /** From 0. */
  column: number;
  is: 'DAY' | 'FLAG' | 'FOREIGN' | 'COVERED';
}

/** Where a row stands, for another one in its place. */
export function whereOf({ line, row, element }: Row): Pick<Row, 'line' | 'row' | 'element'> {
  return { line, ...(row !== undefined && { row }), ...(element !== undefined && { element }) };
}

/** What whoever hands a file in says of how it is to be read, where the file itself does not. */
export interface ReadOptions {
  /** The file's headers that nobody foresaw, to the fields that they mean; null: not used. */
  map?: Readonly<Record<string, string | null>> | undefined;
  /** Name or number (from 1) of a workbook's sheet; left out: the first. */
  sheet?: string | undefined;
  /** Unit of amounts of capital that say none, under a header that says none either; left out: they are refused. */
  capitalUnit?: 'YUAN' | 'TEN_THOUSAND_YUAN' | undefined;
}

/** How a file's rows become records. */
export interface Columns {
  /** As the file names them: the rejected file's columns too. */
  header: string[];
  /** Throws RecordFault where the row is no record. */
  read(cells: string[]): RawRecord;
  /** The file's name for a field, for messages; null where it has no column of that field. */
  headerOf(field: string): string | null;
  /** Index of a field's column, from 0; null where the file has none: records in JSON have one column alone. */
  place(field: string): number | null;
  /** Indexes of the columns by which a record is told from others, to look at them without reading it; null where the file has none. */
  keyCell: Readonly<{ uscc: number | null; documentNumber: number | null }>;
  /**
   * The rows below the header as records' rows: each as long as the header, or refused with what is wrong with its shape. `separator`:
   * what stands between the cells of a text, which they may have been cut by; null: cells of a sheet, which nothing cuts.
   */
  shape(rows: AsyncIterable<Row[]>, separator: string | null): AsyncIterable<Row[]>;
  /** A refused row's cells as the rejected file may have them, with no person's number in clear. */
  repeatable(cells: string[], problems: readonly Problem[]): string[];
}

/** A file as a table: its columns, then its rows in the order of the file, some at a time. */
export interface Table {
  columns: Columns;
  rows: AsyncIterable<Row[]>;
}

/** No record is longer, in characters: whatever is, is refused and read over, so that memory stays flat. */
export const LONGEST_RECORD = 1_000_000;
/** No cell is longer: fields of a register take a tenth of it at most. */
export const LONGEST_CELL = 64 * 1024;

/** Takes the first of an iteration; the rest goes on from there. */
export async function split<T>(items: AsyncIterable<T>): Promise<{ first: T | undefined; rest: AsyncIterable<T> }> {
  const iterator = items[Symbol.asyncIterator]();
  const { value, done } = await iterator.next();
  return { first: done ? undefined : value, rest: { [Symbol.asyncIterator]: () => iterator } };
}
