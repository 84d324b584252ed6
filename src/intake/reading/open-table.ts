import type { RegisterHeaders } from '../../register/core.js';
import { decodeText } from '../source/encoding.js';
import { openSource } from '../source/source.js';
import type { ReadOptions, Table } from '../table/table.js';
import { readTable } from './read-table.js';

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
  const source = await openSource(path, name);
  try {
    const table = await readTable(name, decodeText(source.chunks), headers, warn, options);
    const { bytesTotal, bytesRead, close } = source;
    return { ...table, bytesTotal, bytesRead, close };
  } catch (error) {
    await source.close();
    throw error;
  }
}
