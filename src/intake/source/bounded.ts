import { ImportError } from '../table/import-error.js';

const MIB = 1024 * 1024;
/** A bomb shows by what it unpacks to; like rows, the most that honest files are packed, reach a tenth of it. */
export const MOST_PACKED = 400;
/** So much may come of however little: below it the ratio says nothing. */
export const HARMLESS = 64 * MIB;

/** The same bytes, as long as they are no bomb. `packed`: bytes that they came of so far. */
export async function* bounded(
  chunks: AsyncIterable<Buffer>,
  packed: () => number,
  file: string,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (isBomb(size, packed())) throw tooLarge(file, size);
    yield chunk;
  }
}

export const isBomb = (size: number, packed: number): boolean => size > HARMLESS && size > packed * MOST_PACKED;

export const tooLarge = (file: string, size: number): ImportError =>
  new ImportError(
    `${file}: unpacks to more than ${Math.floor(size / MIB)} MiB, too much for its size; unpack it, and split the table`,
  );
