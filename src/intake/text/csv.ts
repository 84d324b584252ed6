import { finished } from 'node:stream/promises';
import { type CsvError, type Parser, parse } from 'csv-parse';
import { ImportError } from '../table/import-error.js';
import { LONGEST_RECORD, type Row } from '../table/table.js';

/**
 * The rows of a CSV text (RFC 4180; quotes inside an unquoted cell are text, as exports write them). Lines without any
 * content are skipped, and rows may have any number of cells: both are for the reader of rows to judge.
 */
export async function* csvRows(file: string, text: AsyncIterable<string>): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  let line = 1;
  const parser = parse({
    columns: false,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n'],
    // Bounds the memory: a quote that never closes would otherwise gather the whole rest of the file.
    max_record_size: LONGEST_RECORD,
  });
  // The parser's own count of lines costs a tenth of the time, and counts a CRLF within quotes twice.
  parser.on('data', (cells: string[]) => {
    if (cells.some(filled)) rows.push({ line, cells });
    line += 1 + lineBreaks(cells);
  });
  const end = finished(parser);
  // Waited for below, where it is explained; until then it must not count as unhandled.
  end.catch(() => {});
  try {
    for await (const chunk of text) {
      await write(parser, chunk);
      if (rows.length === 0) continue;
      const ready = rows;
      rows = [];
      yield ready;
    }
    parser.end();
    await end;
  } catch (error) {
    throw quoteError(error, file, line);
  } finally {
    parser.destroy();
  }
  if (rows.length > 0) yield rows;
}

const write = (parser: Parser, chunk: string): Promise<void> =>
  new Promise((done, fail) => {
    parser.write(chunk, (error) => (error ? fail(error) : done()));
  });

const filled = (cell: string): boolean => cell.trim() !== '';

function lineBreaks(cells: string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  }
  return count;
}

function quoteError(error: unknown, file: string, line: number): unknown {
  const { code } = error as CsvError;
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return new ImportError(
      `${file}: a quote (") that opens in the row of line ${line} never closes; close it, or double it ("") where it is text`,
    );
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return new ImportError(
      `${file}: the row of line ${line} has more than ${LONGEST_RECORD} characters; a quote (") in it that never closes, or lines that do not end with a line feed`,
    );
  }
  return error;
}
