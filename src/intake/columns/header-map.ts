import type { RegisterHeaders } from '../../register/core.js';
import { wholeText } from '../source/text-source.js';
import { ImportError } from '../table/import-error.js';
import type { ReadOptions } from '../table/table.js';
import { CsvReader } from '../text/csv-reader.js';
import { plain } from './header-name.js';
import { KnownHeaders, unknownTarget } from './known.js';

/** A line of a mapping: a header of theirs, and what it means; null: nothing, the column is not used. */
interface Entry {
  line: number;
  header: string;
  target: string | null;
}

/** What a mapping may say of its two columns above them. */
const TITLES = new Set(['header', 'theirs', 'column', '表头', '列名', '原表头', '文件表头']);
const NOT_USED = new Set(['', '-', 'null', '不用', '忽略']);
const HOW =
  'write {"their header": "field"} as JSON, or two columns as CSV: their header, then the field; null or nothing: not used';

/**
 * Reads a mapping of headers that nobody foresaw: a JSON object of their header to a field, a header of the hub's, or null where the column
 * is not used; or the same as a CSV of two columns. Throws ImportError, which names the line, where it is neither, says of one header
 * twice, or, with a register's `headers`, names a field that this register has not.
 */
export async function readHeaderMap(file: string, headers?: RegisterHeaders): Promise<NonNullable<ReadOptions['map']>> {
  const text = await wholeText(file);
  const entries = text.trimStart().startsWith('{') ? ofJson(file, text) : ofCsv(file, text);
  if (entries.length === 0) throw new ImportError(`${file}: maps no header; ${HOW}`);
  const known = headers && new KnownHeaders(headers);
  const lines = new Map<string, number>();
  for (const { line, header, target } of entries) {
    const before = lines.get(plain(header));
    if (before !== undefined)
      throw new ImportError(
        `${file}: line ${line}: ${JSON.stringify(header)} stands on line ${before} already; leave one out`,
      );
    lines.set(plain(header), line);
    if (target !== null && known && known.of(target) === undefined)
      throw new ImportError(`${file}: line ${line}: ${unknownTarget(header, target, known.nearest(target))}`);
  }
  return Object.fromEntries(entries.map(({ header, target }) => [header, target]));
}

function ofJson(file: string, text: string): Entry[] {
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(text);
  } catch (error) {
    throw new ImportError(`${file}: is not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}; ${HOW}`);
  }
  let line = 1;
  let from = 0;
  return Object.entries(object).map(([header, target]) => {
    // Keys are told in the order in which they are written, but for numbers, which no header is.
    const at = text.indexOf(JSON.stringify(header), from);
    if (at >= 0) {
      line += text.slice(from, at).split('\n').length - 1;
      from = at;
    }
    if (target !== null && typeof target !== 'string')
      throw new ImportError(`${file}: line ${line}: ${JSON.stringify(header)} means no text; ${HOW}`);
    return { line, header, target: target === null ? null : target.trim() || null };
  });
}

function ofCsv(file: string, text: string): Entry[] {
  const tabs = text.slice(0, text.search(/[\r\n]|$/)).includes('\t');
  const reader = new CsvReader({ separator: tabs ? '\t' : ',', width: null });
  const rows = [...reader.push(text), ...reader.end()];
  if (TITLES.has(plain(rows[0]?.cells[0] ?? ''))) rows.shift();
  return rows.map(({ line, cells, faults }) => {
    const [header = '', target = '', ...more] = cells.map((cell) => cell.trim());
    if (faults || header === '' || cells.length === 1 || more.some((cell) => cell !== ''))
      throw new ImportError(`${file}: line ${line}: has no two columns; ${HOW}`);
    return { line, header, target: NOT_USED.has(target.toLowerCase()) ? null : target };
  });
}
