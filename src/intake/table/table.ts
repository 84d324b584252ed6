import type { Problem } from '../../kernel/errors.js';
import type { RawRecord } from '../../kernel/record-reader.js';

/** A record as the file has it: where it starts, and its texts. */
export interface Row {
  /** Line of the file, or of the sheet, counted from 1 with everything above the columns' names. */
  line: number;
  cells: string[];
  /** What the reading of the file found wrong with it already: it is refused with these, whatever its cells say. */
  faults?: readonly Problem[];
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
  /** A refused row's cells as the rejected file may have them, with no person's number in clear. */
  repeatable(cells: string[], problems: readonly Problem[]): string[];
}

/** A file as a table: its columns, then its rows in the order of the file, some at a time. */
export interface Table {
  columns: Columns;
  rows: AsyncIterable<Row[]>;
}

/** No record is longer, in characters: whatever is, is a quote that never closes, or no file of records. */
export const LONGEST_RECORD = 1_000_000;

/** Takes the first of an iteration; the rest goes on from there. */
export async function split<T>(items: AsyncIterable<T>): Promise<{ first: T | undefined; rest: AsyncIterable<T> }> {
  const iterator = items[Symbol.asyncIterator]();
  const { value, done } = await iterator.next();
  return { first: done ? undefined : value, rest: { [Symbol.asyncIterator]: () => iterator } };
}
