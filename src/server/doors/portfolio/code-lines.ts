import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { CodeLine } from '../../../credit/index.js';
import { BadHttpRequest } from '../../http/graphql-http.js';
import { uploaded } from '../upload.js';
import { type Line, linesOf, MOST_LINE_BYTES } from './lines.js';

/** Largest list: two hundred thousand lines with other columns beside the code. */
const MOST_BYTES = 64_000_000;
const HEADER = /^(uscc|统一社会信用代码)$/i;
/** Characters of a record of CSV, which may go over several lines where it is quoted. */
const MOST_RECORD = 4 * MOST_LINE_BYTES;
/** Bytes that the CSV parser is given at once: what it makes of them it makes in one turn of the event loop. */
const CSV_BYTES = 8_192;

const TYPES: [type: RegExp, read: (lines: AsyncIterable<Line>) => AsyncIterable<CodeLine>][] = [
  [/^(text\/plain|)$/, plain],
  [/^text\/csv$/, csv],
  [/^application\/(x-)?ndjson$/, ndjson],
];

/**
 * The codes of a list that is uploaded, as they come: one a line, by the type of the content. A line that is too long is told as
 * such, and the others stand. What breaks off, or pauses for so many ms, throws.
 */
export function codeLines(request: IncomingMessage, pause: number): AsyncIterable<CodeLine> {
  const [given = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /charset="?([^"\s]+)/.exec(parameters.join(';'))?.[1] ?? 'utf-8';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const read = TYPES.find(([type]) => type.test(given.trim()))?.[1];
  if (!read || !/^utf-?8$/.test(charset) || encoding !== 'identity') {
    const message = 'a list of codes is text/plain, text/csv or application/x-ndjson, in UTF-8, not compressed';
    throw new BadHttpRequest(415, message);
  }
  return read(linesOf(uploaded(request, { pause, most: MOST_BYTES, of: 'list' })));
}

const SHOWN = 60;
const tooLong = ({ number, bytes }: Line): CodeLine => ({
  line: number,
  text: bytes.toString('utf8', 0, SHOWN),
  tooLong: MOST_LINE_BYTES,
});

async function* texts(lines: AsyncIterable<Line>): AsyncGenerator<CodeLine> {
  for await (const line of lines) {
    if (line.tooLong) {
      yield tooLong(line);
      continue;
    }
    const text = line.bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim();
    if (text !== '') yield { line: line.number, text };
  }
}

async function* plain(lines: AsyncIterable<Line>): AsyncGenerator<CodeLine> {
  for await (const one of texts(lines)) if (!(one.line === 1 && HEADER.test(one.text))) yield one;
}

/** A text, or an object with the code under `uscc`, a line. */
async function* ndjson(lines: AsyncIterable<Line>): AsyncGenerator<CodeLine> {
  for await (const one of texts(lines)) yield one.tooLong ? one : { ...one, text: codeOf(one.text) };
}

function codeOf(text: string): string {
  try {
    const value = JSON.parse(text) as string | { uscc?: unknown; 统一社会信用代码?: unknown } | null;
    const code = typeof value === 'object' ? (value?.uscc ?? value?.统一社会信用代码) : value;
    return typeof code === 'string' ? code : text;
  } catch {
    return text;
  }
}

/** The lines as the parser reads them: an empty one stands for each that is too long, which goes to `long`. */
async function* csvBytes(lines: AsyncIterable<Line>, long: CodeLine[]): AsyncGenerator<Buffer> {
  let batch: Buffer[] = [];
  let size = 0;
  for await (const line of lines) {
    if (line.tooLong) long.push(tooLong(line));
    else batch.push(line.bytes);
    batch.push(LINE_FEED);
    size += line.tooLong ? 1 : line.bytes.length + 1;
    if (size < CSV_BYTES) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  yield Buffer.concat(batch);
}
const LINE_FEED = Buffer.from('\n');

/** The column that a header calls so; without a header the first. */
async function* csv(lines: AsyncIterable<Line>): AsyncGenerator<CodeLine> {
  const long: CodeLine[] = [];
  const parser = parse({
    ...{ bom: true, trim: true, relax_column_count: true, relax_quotes: true, info: true },
    ...{ skip_empty_lines: true, record_delimiter: ['\r\n', '\n'], max_record_size: MOST_RECORD },
  });
  const fed = pipeline(Readable.from(csvBytes(lines, long)), parser);
  fed.catch(() => {}); // it ends the parser with the same error
  let column: number | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (column === null) {
        const found = record.findIndex((cell) => HEADER.test(cell));
        column = Math.max(found, 0);
        if (found >= 0) continue;
      }
      if (record.some((cell) => cell !== '')) yield { line: info.lines, text: record[column] ?? '' };
    }
  } catch (error) {
    const { code, lines: at } = error as { code?: unknown; lines?: unknown };
    if (typeof code !== 'string' || !code.startsWith('CSV_')) throw error;
    const message = `the list is not CSV: a quote of a record before line ${at} is not closed, or the record is longer than ${MOST_RECORD} characters`;
    throw new BadHttpRequest(400, message);
  }
  yield* long;
}
