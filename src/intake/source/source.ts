import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../table/import-error.js';

/** A file opened for reading, unpacked where it is packed. */
export interface Source {
  chunks: AsyncIterable<Buffer>;
  bytesTotal: number;
  /** Bytes of the file itself, packed where it is packed: what a progress bar can measure against its size. */
  bytesRead(): number;
  close(): Promise<void>;
}

const CHUNK = 64 * 1024;
const GZIP = '1f8b';
/** What is often handed in and is no text; by its first bytes, because names lie. */
const REFUSED: [magic: string, what: string][] = [
  ['504b0304', 'is an Excel workbook or a ZIP archive; save it as CSV, or unpack it'],
  ['d0cf11e0', 'is an Excel workbook of the old kind; save it as CSV'],
  ['28b52ffd', 'is packed with zstd; unpack it, or pack it with gzip'],
  ['fd377a58', 'is packed with xz; unpack it, or pack it with gzip'],
  ['425a68', 'is packed with bzip2; unpack it, or pack it with gzip'],
  ['25504446', 'is a PDF; export the table as CSV'],
];

/** Opens a file; gzip is recognised by its first bytes, whatever the name says. `file`: what messages call it. */
export async function openSource(path: string, file = path): Promise<Source> {
  const handle = await open(path);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new ImportError(`${file}: is a directory; name the files in it`);
    // The rejected rows go beside the file, and its size measures the progress: a pipe has neither.
    if (!stat.isFile())
      throw new ImportError(`${file}: is not a regular file; write its content to one and import that`);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 0) throw new ImportError(`${file}: is empty; export it again`);
    const magic = buffer.toString('hex', 0, bytesRead);
    const refused = REFUSED.find(([start]) => magic.startsWith(start));
    if (refused) throw new ImportError(`${file}: ${refused[1]}`);
    const raw = handle.createReadStream({ start: 0, highWaterMark: CHUNK });
    const chunks: Readable = magic.startsWith(GZIP) ? pipeline(raw, createGunzip({ chunkSize: CHUNK }), ignore) : raw;
    return { chunks, bytesTotal: stat.size, bytesRead: () => raw.bytesRead, close: () => closed(raw, chunks) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Whoever reads the unpacked stream gets its error; a second report of it would be an unhandled one. */
const ignore = (): void => {};

async function closed(raw: Readable, chunks: Readable): Promise<void> {
  chunks.destroy();
  raw.destroy();
  if (!raw.closed) await new Promise((done) => raw.once('close', done));
}
