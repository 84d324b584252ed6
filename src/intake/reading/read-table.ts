import type { RegisterHeaders } from '../../register/core.js';
import { matchColumns, unknownFields } from '../columns/columns.js';
import { jsonColumns } from '../columns/json-record.js';
import { ImportError } from '../table/import-error.js';
import { split, type Table } from '../table/table.js';
import { csvRows } from '../text/csv.js';
import { lineRows } from '../text/lines.js';

/** Reads a decoded file as a table of records: CSV or NDJSON by its name, else by its first character. */
export async function readTable(
  file: string,
  decoded: AsyncIterable<string>,
  headers: RegisterHeaders,
  warn: (message: string) => void,
): Promise<Table> {
  const { first, rest: text } = await split(fromContent(withoutDel(file, decoded, warn)));
  if (first === undefined) throw new ImportError(`${file}: is empty; export it again`);
  const start = first.trimStart().charAt(0);
  const whole = joined(first, text);
  if (isNdjson(file, start)) {
    if (start === '[') throw new ImportError(`${file}: is one JSON array; write one record a line instead (NDJSON)`);
    const unknown = unknownFields(file, headers, warn);
    return { columns: jsonColumns(headers, { unknown }), rows: lineRows(file, whole) };
  }
  const { first: rows, rest } = await split(csvRows(file, whole));
  // There is content, so there is a row, unless all its cells are blank.
  const header = rows?.[0];
  if (!rows || !header) throw new ImportError(`${file}: has no line with the columns’ names; export it again`);
  return { columns: matchColumns(file, header.cells, headers, warn), rows: joined(rows.slice(1), rest) };
}

function isNdjson(file: string, start: string): boolean {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (/\.(ndjson|jsonl)$/.test(name)) return true;
  return !name.endsWith('.csv') && (start === '{' || start === '[');
}

async function* joined<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Leading blank chunks are kept back until content comes: the lines are still counted, and nothing but blanks is empty. */
async function* fromContent(text: AsyncIterable<string>): AsyncGenerator<string> {
  let blank: string | null = '';
  for await (const chunk of text) {
    if (blank === null) yield chunk;
    else if (chunk.trim() === '') blank += chunk;
    else {
      yield blank + chunk;
      blank = null;
    }
  }
}

/**
 * Leaves the character DEL (U+007F) out. Registry exports have it in the middle of names and scopes; it shows nowhere
 * and means nothing, and refusing the enterprise over it would lose a record. Other control characters are refused.
 */
async function* withoutDel(
  file: string,
  text: AsyncIterable<string>,
  warn: (message: string) => void,
): AsyncGenerator<string> {
  let warned = false;
  for await (const chunk of text) {
    if (!chunk.includes('\u007f')) {
      yield chunk;
      continue;
    }
    if (!warned) warn(`${file}: has invisible DEL characters (U+007F); they are left out`);
    warned = true;
    yield chunk.replaceAll('\u007f', '');
  }
}
