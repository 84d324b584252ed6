import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BadHttpRequest } from '../http/graphql-http.js';

export interface TakingOptions {
  /** Where the bytes go: behind `offset` of what is there; from 0 on, in place of it. */
  path: string;
  offset: number;
  /** Most bytes of the file. */
  most: number;
  /** Whether the content's hash is wanted, which can be made on the way where all of it comes at once. */
  hashed: boolean;
  /** Done first, when nobody else writes to the file any more: throws where these bytes are not to be taken. */
  first(): Promise<void>;
  /** Asked before further bytes are written; throws where there is no room. */
  room(more: number): Promise<void>;
}

/** Asks whether there is room again after so many bytes. */
const LOOK_BYTES = 8_388_608;

/** Bytes on their way into a file. Another request for the same file has it end: the connection that they came over may be gone. */
export class Taking {
  /** Bytes of the file, those that were there among them. */
  size: number;
  /** Whether it has begun to write. */
  opened = false;
  private end: (why: unknown) => void = () => {};
  private readonly ended = new Promise<never>((_, fail) => {
    this.end = fail;
  });
  /** The file is nobody's any more. */
  release: () => void = () => {};
  private readonly over = new Promise<void>((done) => {
    this.release = done;
  });

  constructor(private readonly options: TakingOptions) {
    this.size = options.offset;
    this.ended.catch(() => {});
  }

  /** Ends it, and waits until the file is nobody's. */
  async giveWay(): Promise<void> {
    this.end(new BadHttpRequest(409, 'another request goes on with this file', 'CONFLICT'));
    await this.over;
  }

  /** Writes the bytes as they come. Answers the content's hash, where it was wanted. */
  async run(bytes: AsyncIterable<Buffer>): Promise<string | null> {
    try {
      return await this.write(bytes[Symbol.asyncIterator]());
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ENOSPC' || code === 'EDQUOT' ? noRoom() : error;
    }
  }

  private async write(bytes: AsyncIterator<Buffer>): Promise<string | null> {
    const { path, offset, most, hashed, first, room } = this.options;
    await first();
    const hash = hashed && offset === 0 ? createHash('sha256') : null;
    const handle = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
    this.opened = true;
    try {
      for (let look = this.size; ; ) {
        const { value: chunk, done } = await Promise.race([bytes.next(), this.ended]);
        if (done) break;
        if (this.size + chunk.length > most) throw tooLarge(most);
        if (this.size >= look) {
          await room(chunk.length);
          look = this.size + LOOK_BYTES;
        }
        for (let from = 0; from < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, from, chunk.length - from, this.size);
          from += bytesWritten;
          this.size += bytesWritten;
        }
        hash?.update(chunk);
      }
      // What is answered as here is on the disk.
      await handle.datasync();
      return hash?.digest('hex') ?? null;
    } finally {
      await handle.close();
    }
  }
}

export const tooLarge = (max: number): BadHttpRequest =>
  new BadHttpRequest(
    413,
    `the file is larger than ${max} bytes`,
    'LIMIT_EXCEEDED',
    {},
    { limit: 'HUB_IMPORT_LIMIT_BYTES', max },
  );

export const noRoom = (): BadHttpRequest =>
  new BadHttpRequest(503, 'there is no room for files at the moment; try again later', 'UNAVAILABLE', {
    'retry-after': '60',
  });
