import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type BackupFile, damaged } from './manifest.js';

/** Text of a table that goes into one file, before it is packed: small enough for any file system, and to be fetched again alone. */
export const PART_BYTES = 512 * 1024 * 1024;
/** Half of the file is hashes, which no level packs; the third takes half the time of the usual sixth for 3 % more (measured). */
const LEVEL = 3;
const LINE_FEED = 0x0a;

/** Rows of a piece of COPY's text: a line feed within a value is written as \n. */
export function countRows(piece: Buffer): number {
  let rows = 0;
  for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) rows++;
  return rows;
}

/** Hashes and counts what passes. */
function meter() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, next) {
      hash.update(chunk);
      bytes += chunk.length;
      next(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex') }) };
}

export interface Writing {
  folder: string;
  /** What the files' names begin with. */
  name: string;
  partBytes?: number;
  /** Told how many rows are new. */
  progress(rows: number): void;
}

/** Writes a table's rows, packed, into as many files as they need; each is on the disk when this is done. No rows, no file. */
export async function writeParts(pieces: AsyncIterable<Buffer>, writing: Writing): Promise<BackupFile[]> {
  const { folder, name, partBytes = PART_BYTES, progress } = writing;
  const from = pieces[Symbol.asyncIterator]();
  const files: BackupFile[] = [];
  let next = await from.next();
  while (!next.done) {
    const file = `${name}.${files.length}.copy.gz`;
    let rows = 0;
    const part = async function* () {
      for (let written = 0; !next.done; ) {
        const piece: Buffer = next.value;
        const more = countRows(piece);
        rows += more;
        written += piece.length;
        yield piece;
        progress(more);
        next = await from.next();
        if (written >= partBytes && piece.at(-1) === LINE_FEED) return;
      }
    };
    const { stream, result } = meter();
    const out = createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(part, createGzip({ level: LEVEL }), stream, out);
    files.push({ name: file, rows, ...result() });
  }
  return files;
}

/**
 * A file's text, piece by piece; `progress` is told how many rows are new. Throws BackupDamaged at its end, at the latest, where it is
 * not the file that was written.
 */
export async function* readPart(
  folder: string,
  file: BackupFile,
  progress: (rows: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const path = join(folder, file.name);
  const { stream, result } = meter();
  const unpacked = new PassThrough({ highWaterMark: 256 * 1024 });
  const read = pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), stream, createGunzip(), unpacked);
  read.catch(() => {});
  let rows = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      const more = countRows(piece);
      rows += more;
      yield piece;
      progress(more);
    }
    await read;
  } catch (error) {
    // What unpacking says of a damaged file; the disk's own errors are told as they are.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (/^Z_|^ERR_STREAM_PREMATURE/.test(code)) throw damaged(path, (error as Error).message);
    throw error;
  }
  const { bytes, sha256 } = result();
  if (bytes !== file.bytes || sha256 !== file.sha256 || rows !== file.rows)
    throw damaged(path, 'it is not the file that was written');
}
