import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ImportError } from '../table/import-error.js';
import { openArchive } from './archive.js';
import { archiveKind } from './archive-kind.js';
import { bounded } from './bounded.js';
import { gunzipped } from './gunzip.js';
import { containerOf, MAGIC_LENGTH, unpackedOnce } from './magic.js';

/** A file opened for reading, unpacked where it is packed. */
export interface Source {
  chunks: AsyncIterable<Buffer>;
  bytesTotal: number;
  /** Bytes of the file itself, packed where it is packed: what a progress bar can measure against its size. */
  bytesRead(): number;
  /** Which file it is, and how it stood when it was opened: another text where its content has changed. */
  version: string;
  close(): Promise<void>;
}

const CHUNK = 64 * 1024;

/**
 * Opens a file; gzip and ZIP archives of one file are recognised by their first bytes, whatever the name says. Throws ImportError
 * where it is no text, packed or not. `file`: what messages call it.
 */
export async function openSource(path: string, file = path): Promise<Source> {
  const handle = await open(path);
  try {
    const stat = await handle.stat({ bigint: true });
    if (stat.isDirectory()) throw new ImportError(`${file}: is a directory; name the files in it`);
    // The rejected rows go beside the file, its size measures the progress, and it is read twice: a pipe has none of these.
    if (!stat.isFile())
      throw new ImportError(`${file}: is not a regular file; write its content to one and import that`);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAGIC_LENGTH), 0, MAGIC_LENGTH, 0);
    if (bytesRead === 0) throw new ImportError(`${file}: is empty; export it again`);
    const container = containerOf(buffer.subarray(0, bytesRead), file);
    const version = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
    if (container === 'zip') {
      await handle.close();
      return { ...(await packedSource(path, file)), version };
    }
    return { ...streamed(handle, container === 'gzip', file), bytesTotal: Number(stat.size), version };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function streamed(handle: FileHandle, packed: boolean, file: string): Pick<Source, 'chunks' | 'bytesRead' | 'close'> {
  const raw = handle.createReadStream({ start: 0, highWaterMark: CHUNK });
  const bytesRead = () => raw.bytesRead;
  const chunks = packed ? unpackedOnce(bounded(gunzipped(raw, file), bytesRead, file), file) : raw;
  return { chunks, bytesRead, close: () => closed(raw) };
}

async function packedSource(path: string, file: string): Promise<Omit<Source, 'version'>> {
  const archive = await openArchive(path, file);
  try {
    const is = archiveKind(archive, file);
    if (is.kind === 'workbook') throw new ImportError(`${file}: is an Excel workbook; save it as CSV`);
    const { bytesTotal, bytesRead } = archive;
    const chunks = unpackedOnce(archive.read(is.entry), file);
    return { chunks, bytesTotal, bytesRead, close: async () => archive.close() };
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function closed(raw: Readable): Promise<void> {
  raw.destroy();
  if (!raw.closed) await new Promise((done) => raw.once('close', done));
}
