import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { CsvError, parse } from 'csv-parse';
import type { CodeLine } from '../credit/index.js';
import { BadHttpRequest } from './graphql-http.js';

/** Largest list: two hundred thousand lines with other columns beside the code. */
const MOST_BYTES = 64_000_000;
const HEADER = /^(uscc|统一社会信用代码)$/i;

const TYPES: [type: RegExp, read: (bytes: AsyncIterable<Buffer>) => AsyncIterable<CodeLine>][] = [
  [/^(text\/plain|)$/, plain],
  [/^text\/csv$/, csv],
  [/^application\/(x-)?ndjson$/, ndjson],
];

/** The codes of a list that is uploaded, as they come: one a line, by the type of the content. What breaks off throws. */
export function codeLines(request: IncomingMessage): AsyncIterable<CodeLine> {
  const [given = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = /charset="?([^"\s]+)/.exec(parameters.join(';'))?.[1] ?? 'utf-8';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const read = TYPES.find(([type]) => type.test(given.trim()))?.[1];
  if (!read || !/^utf-?8$/.test(charset) || encoding !== 'identity') {
    const message = 'a list of codes is text/plain, text/csv or application/x-ndjson, in UTF-8, not compressed';
    throw new BadHttpRequest(415, message);
  }
  return read(limited(request));
}

async function* limited(request: IncomingMessage): AsyncGenerator<Buffer> {
  let size = 0;
  // Not destroyed where reading ends early: the refusal goes out over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      const extensions = { limit: 'bytes of a list', max: MOST_BYTES };
      throw new BadHttpRequest(413, `the list is larger than ${MOST_BYTES} bytes`, 'LIMIT_EXCEEDED', {}, extensions);
    }
    yield chunk;
  }
}

async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<CodeLine> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  for await (const chunk of bytes) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() as string;
    for (const text of lines) yield { line: ++line, text: trimmed(text) };
  }
  rest += decoder.end();
  if (rest !== '') yield { line: ++line, text: trimmed(rest) };
}
const trimmed = (text: string): string => text.replace(/^\uFEFF/, '').trim();

async function* plain(bytes: AsyncIterable<Buffer>): AsyncGenerator<CodeLine> {
  for await (const one of linesOf(bytes)) if (one.text !== '' && !(one.line === 1 && HEADER.test(one.text))) yield one;
}

/** A text, or an object with the code under `uscc`, a line. */
async function* ndjson(bytes: AsyncIterable<Buffer>): AsyncGenerator<CodeLine> {
  for await (const { line, text } of linesOf(bytes)) if (text !== '') yield { line, text: codeOf(text) };
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

/** A quote that does not close, or closes in the middle of a cell, is the list's fault and not the hub's. */
async function* csv(bytes: AsyncIterable<Buffer>): AsyncGenerator<CodeLine> {
  try {
    yield* rowsOf(bytes);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadHttpRequest(400, `the list is no CSV: ${error.message}`);
  }
}

/** The column that a header calls so; without a header the first. */
async function* rowsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<CodeLine> {
  const parser = parse({ bom: true, trim: true, relax_column_count: true, relax_quotes: true, info: true });
  const fed = pipeline(Readable.from(bytes), parser);
  fed.catch(() => {}); // it ends the parser with the same error
  let column: number | null = null;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (column === null) {
      const found = record.findIndex((cell) => HEADER.test(cell));
      column = Math.max(found, 0);
      if (found >= 0) continue;
    }
    if (record.some((cell) => cell !== '')) yield { line: info.lines, text: record[column] ?? '' };
  }
}
