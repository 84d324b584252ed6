import { pipeline, type Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ImportError } from '../table/import-error.js';

/** A ZIP archive, of which any part can be read. */
export interface Archive {
  /** As the archive writes them: for messages. Folders are left out. */
  names: string[];
  /** Whether it has a part of this name; as in a workbook, case says nothing. */
  has(name: string): boolean;
  /** The bytes of a part, unpacked and proved by its checksum. Throws ImportError where there is none, or it is damaged. */
  read(name: string, limit?: number): AsyncGenerator<Buffer>;
  /** Packed bytes that were read so far. */
  bytesRead(): number;
  bytesTotal: number;
  close(): void;
}

const MIB = 1024 * 1024;
/** Of a part that is streamed: a sheet of a million rows with fifty columns has half of it. */
export const STREAMED_LIMIT = 4096 * MIB;
/** Of a part that says how others are to be read. */
export const SMALL_LIMIT = 64 * MIB;
/** A bomb shows by what it unpacks to; sheets of a million like rows, the most that honest ones are packed, reach a tenth of it. */
const MOST_PACKED = 400;
/** So much may come of however little: below it the ratio says nothing. */
const HARMLESS = 64 * MIB;
const MOST_PARTS = 20_000;
const STORED = 0;
const DEFLATED = 8;

const keyOf = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();

/** Opens an archive. Its parts' names are looked up and never used as paths. `file`: what messages call it. */
export async function openArchive(path: string, file: string): Promise<Archive> {
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false }).catch((error) => {
    throw damaged(file, error);
  });
  const entries = new Map<string, Entry>();
  const names: string[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      // Undecoded, as asked for: yauzl would refuse the whole archive over a name that leads out of it.
      const name = (entry.fileName as unknown as Buffer).toString('utf8');
      if (name.endsWith('/')) continue;
      if (entries.has(keyOf(name)))
        throw new ImportError(`${file}: has the part ${JSON.stringify(name)} twice; save the table anew`);
      if (names.length >= MOST_PARTS)
        throw new ImportError(`${file}: has more than ${MOST_PARTS} parts; hand in the table alone`);
      entries.set(keyOf(name), entry);
      names.push(name);
    }
  } catch (error) {
    zip.close();
    throw error instanceof ImportError ? error : damaged(file, error);
  }
  let bytesRead = 0;
  const count = (bytes: number): void => {
    bytesRead += bytes;
  };
  return {
    names,
    has: (name) => entries.has(keyOf(name)),
    read: (name, limit = STREAMED_LIMIT) => unpacked(file, zip, entries.get(keyOf(name)), { name, limit, count }),
    bytesRead: () => bytesRead,
    bytesTotal: zip.fileSize,
    close: () => zip.close(),
  };
}

interface Reading {
  name: string;
  limit: number;
  count(bytes: number): void;
}

async function* unpacked(
  file: string,
  zip: ZipFile,
  entry: Entry | undefined,
  { name, limit, count }: Reading,
): AsyncGenerator<Buffer> {
  if (!entry) throw new ImportError(`${file}: lacks its part ${name}; save it anew`);
  if (entry.isEncrypted()) throw new ImportError(`${file}: has a password; save it without one`);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw new ImportError(`${file}: is packed in a way that few programs read; pack it anew as a plain ZIP`);
  let raw: Readable | undefined;
  let size = 0;
  let checksum = 0;
  try {
    raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
    // Whoever reads the unpacked stream gets its error; a second report of it would be an unhandled one.
    const chunks: Readable =
      entry.compressionMethod === STORED ? raw : pipeline(raw, createInflateRaw({ chunkSize: 64 * 1024 }), () => {});
    raw.on('data', (chunk: Buffer) => count(chunk.length));
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit || (size > HARMLESS && size > entry.compressedSize * MOST_PACKED)) throw tooLarge(file, size);
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
    if (checksum !== entry.crc32 || size !== entry.uncompressedSize) throw damaged(file);
  } catch (error) {
    throw error instanceof ImportError || !isOfZip(error) ? error : damaged(file, error);
  } finally {
    raw?.destroy();
  }
}

const tooLarge = (file: string, size: number): ImportError =>
  new ImportError(
    `${file}: unpacks to more than ${Math.floor(size / MIB)} MiB, too much for its size; split the table, or save it as CSV`,
  );

/** Whether the archive itself is at fault: yauzl's errors have no code, zlib's have one of their own; others are the disk's. */
function isOfZip(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined && (code === undefined || code.startsWith('Z_') || code.startsWith('ERR_STREAM'));
}

function damaged(file: string, cause?: unknown): unknown {
  if (cause !== undefined && !isOfZip(cause)) return cause;
  return new ImportError(
    `${file}: is an Excel workbook or a ZIP archive that is cut off or damaged; fetch it again and import it again`,
    { cause },
  );
}
