import { createGunzip } from 'node:zlib';
import { ImportError } from '../table/import-error.js';

const CHUNK = 64 * 1024;
/** What zlib says where a member begins and no gzip does. */
const NO_GZIP = 'incorrect header check';

/**
 * Unpacks gzip data: all its members, also behind zeros that some programs fill blocks up with (zlib's stream ends silently
 * there). Whatever else stands behind a member is an error and never left out. `file`: what messages call it.
 */
export async function* gunzipped(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  const input = new Input(chunks);
  for (let next = await input.beyondZeros(); next; next = await input.beyondZeros()) {
    if (next[0] !== 0x1f) throw foreign(file);
    yield* member(input, file);
  }
}

async function* member(input: Input, file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let given = 0;
  const feed = async (): Promise<void> => {
    for (let chunk = await input.next(); chunk; chunk = await input.next()) {
      const bytes = chunk;
      await new Promise<void>((done) => gunzip.write(bytes, () => done()));
      const taken = gunzip.bytesWritten - given;
      given += taken;
      if (taken === bytes.length) continue;
      // The member ended inside: zlib has ended its output, and takes no more.
      input.unread(bytes.subarray(taken));
      return;
    }
    gunzip.end();
  };
  const failed = feed();
  failed.catch((error) => gunzip.destroy(error));
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
    await failed;
  } catch (error) {
    // Bytes that follow a member at once are taken by zlib for the next one. The file's first ones were looked at before.
    if ((error as Error).message === NO_GZIP) throw foreign(file);
    throw error;
  } finally {
    gunzip.destroy();
  }
}

const foreign = (file: string): ImportError =>
  new ImportError(`${file}: has something behind its gzip data that is none; fetch it again, or pack it anew`);

/** Chunks, of which the rest of one can be given back. */
class Input {
  private readonly chunks: AsyncIterator<Buffer>;
  private held: Buffer | null = null;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  async next(): Promise<Buffer | null> {
    const { held } = this;
    this.held = null;
    if (held) return held;
    const { value, done } = await this.chunks.next();
    return done ? null : value;
  }

  unread(rest: Buffer): void {
    if (rest.length > 0) this.held = rest;
  }

  /** What comes after zeros, which are left out; null at the end. */
  async beyondZeros(): Promise<Buffer | null> {
    for (let chunk = await this.next(); chunk; chunk = await this.next()) {
      const at = chunk.findIndex((byte) => byte !== 0);
      if (at < 0) continue;
      this.unread(chunk.subarray(at));
      return this.held;
    }
    return null;
  }
}
