import { setImmediate as turn } from 'node:timers/promises';
import { BadHttpRequest } from '../../http/graphql-http.js';

/** Bytes of a line: a code with other columns beside it takes a few hundred. */
export const MOST_LINE_BYTES = 4_096;
/** Lines of a list: five for each company that a portfolio may have. */
export const MOST_LINES = 1_000_000;
/** After so many lines the others that the hub serves have their turn. */
const LINES_A_TURN = 1_000;
const LINE_FEED = 0x0a;

export interface Line {
  /** From 1. */
  number: number;
  /** Without the line feed; of one that is too long its beginning. */
  bytes: Buffer;
  tooLong: boolean;
}

/** The lines of bytes as they come, each byte looked at once however they are cut. LIMIT_EXCEEDED where there are too many. */
export async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 1;
  let pieces: Buffer[] = [];
  let size = 0;
  const line = (): Line => {
    if (number > MOST_LINES) throw tooMany();
    const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    const tooLong = size > MOST_LINE_BYTES;
    return { number, bytes: tooLong ? bytes.subarray(0, MOST_LINE_BYTES) : bytes, tooLong };
  };
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      if (size <= MOST_LINE_BYTES) pieces.push(chunk.subarray(from, at));
      size += at - from;
      yield line();
      if (number % LINES_A_TURN === 0) await turn();
      number++;
      pieces = [];
      size = 0;
      from = at + 1;
    }
    // Of a line that is too long already nothing more is kept.
    if (size <= MOST_LINE_BYTES && from < chunk.length) pieces.push(chunk.subarray(from));
    size += chunk.length - from;
    await turn();
  }
  if (size > 0) yield line();
}

const tooMany = () =>
  new BadHttpRequest(
    413,
    `the list has more than ${MOST_LINES} lines`,
    'LIMIT_EXCEEDED',
    {},
    {
      limit: 'lines of a list',
      max: MOST_LINES,
    },
  );
