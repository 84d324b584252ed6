import type { RegisterHeaders } from '../../register/core.js';
import { jsonColumns } from '../columns/json-record.js';
import { ImportError } from '../table/import-error.js';
import { type ReadOptions, split, type Table } from '../table/table.js';
import { csvRows } from '../text/csv.js';
import { jsonArrayRows } from '../text/json-array.js';
import { jsonLineRows } from '../text/json-lines.js';
import { formOf, LOOKED_AT } from './dialect.js';
import { rowTable } from './row-table.js';

/** Reads a decoded file as a table of records: CSV or JSON by its name, else by its first character. */
export async function readTable(
  file: string,
  decoded: AsyncIterable<string>,
  headers: RegisterHeaders,
  warn: (message: string) => void,
  reading: ReadOptions = {},
): Promise<Table> {
  const { first: start, rest: text } = await split(fromContent(withoutDel(file, decoded, warn)));
  if (start === undefined) throw new ImportError(`${file}: is empty; export it again`);
  const mark = start.trimStart().charAt(0);
  const whole = joined(start, text);
  if (isJson(file, mark)) {
    const columns = jsonColumns(file, headers, { options: reading, warn });
    if (mark === '[') return { columns, rows: columns.shape(jsonArrayRows(file, whole), null) };
    const list = listWithin(start, headers);
    if (list)
      throw new ImportError(
        `${file}: is one JSON object, whose ${JSON.stringify(list)} is the list; hand that list in alone ([ {…}, {…} ]), or write one record a line (NDJSON)`,
      );
    return { columns, rows: columns.shape(jsonLineRows(whole), null) };
  }
  const { beginning, rest } = await looked(whole);
  const form = formOf(file, beginning, headers, reading.map);
  return rowTable(file, csvRows(joined(beginning, rest), form), { headers, reading, separator: form.separator, warn });
}

function isJson(file: string, mark: string): boolean {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (/\.(ndjson|jsonl)$/.test(name)) return true;
  return !name.endsWith('.csv') && (mark === '{' || mark === '[');
}

/** The field of an object that wraps a list of records, as interfaces answer; null where the text begins with a record. */
function listWithin(start: string, { fields }: RegisterHeaders): string | null {
  const name =
    /^[\s\ufeff]*\{(?:\s*"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[\w.+-]+)\s*,|\s*"[^"\\]*"\s*:\s*\{)*\s*"([^"\\]*)"\s*:\s*\[\s*\{/.exec(
      start.slice(0, 4_000),
    )?.[1];
  return name === undefined || name in fields ? null : name;
}

/** The beginning of a text, long enough to tell how it is written. */
async function looked(text: AsyncIterable<string>): Promise<{ beginning: string; rest: AsyncIterable<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  let beginning = '';
  while (beginning.length < LOOKED_AT) {
    const { value, done } = await iterator.next();
    if (done) break;
    beginning += value;
  }
  return { beginning, rest: { [Symbol.asyncIterator]: () => iterator } };
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
