import type { RegisterHeaders } from '../../register/core.js';
import { openSheet } from '../sheet/open-sheet.js';
import { openText } from '../source/text-source.js';
import { ImportError } from '../table/import-error.js';
import type { ReadOptions, Table } from '../table/table.js';
import { doubtfulHeader, doubtfulRows, isDoubtful } from './doubtful-rows.js';
import { readTable } from './read-table.js';
import { sheetTable } from './sheet-table.js';

/** A file to be read, whatever it turns out to be. */
export interface Input {
  /** Where it lies: a regular file. */
  path: string;
  /** As whoever handed it in calls it: what messages say, and whose ending tells what it may be. */
  name: string;
  headers: RegisterHeaders;
  options: ReadOptions;
  /** Hears one line for a person, that stops nothing. */
  warn(message: string): void;
}

/** A file that is being read as a table. */
export interface OpenTable extends Table {
  /** Of the file itself, packed where it is packed. */
  bytesTotal: number;
  bytesRead(): number;
  close(): Promise<void>;
}

/** Opens a file as a table; what it opened is closed where it cannot be read as one. The same file may be opened several times. */
export async function openTable(input: Input): Promise<OpenTable> {
  const { path, name, headers, options, warn } = input;
  const sheet = await openSheet({ path, name, asked: options.sheet, warn });
  if (sheet) {
    try {
      const { bytesTotal, bytesRead, close } = sheet;
      const { columns, rows } = await sheetTable(name, sheet, { headers, reading: options, warn });
      if (columns.header.some(isDoubtful)) throw doubtfulHeader(name);
      return { columns, rows: sheet.alike === false ? doubtfulRows(rows) : rows, bytesTotal, bytesRead, close };
    } catch (error) {
      await sheet.close();
      throw error instanceof ImportError && isDoubtful(error.message) ? doubtfulHeader(name) : error;
    }
  }
  if (options.sheet !== undefined) warn(`${name}: has no sheets; the option sheet (${options.sheet}) is not used`);
  const source = await openText(path, name);
  try {
    const { columns, rows } = await readTable(name, source.text, headers, warn, options);
    if (columns.header.some(isDoubtful)) throw doubtfulHeader(name);
    const { verdict, bytesTotal, bytesRead, close } = source;
    return { columns, rows: verdict.alike ? rows : doubtfulRows(rows), bytesTotal, bytesRead, close };
  } catch (error) {
    await source.close();
    throw error instanceof ImportError && isDoubtful(error.message) ? doubtfulHeader(name) : error;
  }
}
