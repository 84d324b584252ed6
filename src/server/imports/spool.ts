import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../kernel/clock.js';
import { HubError } from '../../kernel/errors.js';
import { freeBytes, LEAST_FREE_BYTES } from '../faults/disk.js';
import { BadHttpRequest } from '../http/graphql-http.js';
import { type Settings, uploadsOf } from '../settings.js';
import { noRoom, Taking } from './taking.js';

export interface SpoolLimits {
  /** Bytes of all files together; an agency has a quarter, and always room for one. */
  total: number;
  /** Of one file. */
  ofFile: number;
  /** Files of one agency that wait, and as many that have not arrived whole. */
  ofAgency: number;
}

/** A file that is arriving: whose, and what its content will hash to; null: its sender did not say, and cannot go on after a break. */
export interface Arriving {
  agencyId: string;
  sha256: string | null;
  /** What of it should be here already. */
  offset: number;
  /** Whether this request brings its end. */
  complete: boolean;
}

/** What of a file is here. */
export interface Arrived {
  path: string;
  bytes: number;
  /** SHA-256 of the content, where all of it came at once; else null. */
  hash: string | null;
}

/** A file that waits for its import. */
export interface Waiting {
  agencyId: string;
  id: string;
}

/** What has not arrived whole is kept so long after its last byte. */
const PART_KEPT_MS = 86_400_000;
/** A file whose import is not written down yet: its hub may be about to. */
const NEW_MS = 3_600_000;
/** Names in the folders: AGENCY.SHA256 of what arrives, AGENCY.ID of what waits, with more behind it of what the import writes beside. */
const NAME = /^([0-9a-f-]{36})\.([0-9a-f-]{36})(\..*)?$/;

/** The folder of files that agencies hand in, as they arrive and until they are imported. All of it is this hub's user's alone. */
export class Spool {
  private readonly parts: string;
  private readonly runs: string;
  /** What is written now, by its path: one who comes anew for the same content takes its place. */
  private readonly takings = new Map<string, Taking>();
  private serial = 0;

  constructor(
    folder: string,
    private readonly limits: SpoolLimits,
  ) {
    this.parts = join(folder, 'arriving');
    this.runs = join(folder, 'waiting');
  }

  async open(): Promise<void> {
    for (const folder of [this.parts, this.runs]) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  pathOf({ agencyId, id }: Waiting): string {
    return join(this.runs, `${agencyId}.${id}`);
  }

  /** Bytes that are here of a content; 0: none. */
  async offsetOf(agencyId: string, sha256: string): Promise<number> {
    return sizeOf(this.partOf(agencyId, sha256));
  }

  /**
   * Takes bytes in behind those that are here. What was begun and breaks off is kept where its hash was said. Throws CONFLICT where the
   * offset is another than what is here, LIMIT_EXCEEDED, RATE_LIMITED or UNAVAILABLE where there is no room. `then` has the file to itself.
   */
  async take<T>(
    { agencyId, sha256, offset, complete }: Arriving,
    bytes: AsyncIterable<Buffer>,
    then: (arrived: Arrived) => Promise<T>,
  ): Promise<T> {
    const unnamed = () => join(this.parts, `${agencyId}.unnamed-${process.pid}-${++this.serial}`);
    const path = sha256 ? this.partOf(agencyId, sha256) : unnamed();
    for (let other = this.takings.get(path); other; other = this.takings.get(path)) await other.giveWay();
    const taking = new Taking({
      ...{ path, offset, most: this.limits.ofFile, hashed: complete },
      first: async () => {
        await this.open();
        const here = await sizeOf(path);
        if (offset !== 0 && offset !== here) throw elsewhere(here);
        if (offset === 0) await this.makePlace(agencyId, path);
      },
      room: (more) => this.requireRoom(agencyId, more),
    });
    this.takings.set(path, taking);
    let whole = false;
    try {
      const hash = await taking.run(bytes);
      whole = true;
      return await then({ path, bytes: taking.size, hash });
    } catch (error) {
      const final = error instanceof BadHttpRequest && FINAL.has(error.code);
      const useless = sha256 === null || (!whole && (taking.size === 0 || final));
      if (useless && taking.opened) await rm(path, { force: true });
      throw error;
    } finally {
      this.takings.delete(path);
      taking.release();
    }
  }

  /** SHA-256 of a file, in hexadecimal digits. */
  async hashOf(path: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) hash.update(chunk);
    return hash.digest('hex');
  }

  /** A file that has arrived waits for its import from now on. */
  async keep(path: string, waiting: Waiting): Promise<void> {
    await rename(path, this.pathOf(waiting));
  }

  /** One that could not wait is there for its sender to go on with. */
  async giveBack(waiting: Waiting, sha256: string): Promise<void> {
    await rename(this.pathOf(waiting), this.partOf(waiting.agencyId, sha256));
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** The files that wait here. */
  async waiting(): Promise<Waiting[]> {
    return (await names(this.runs)).flatMap((name) => {
      const [, agencyId = '', id = '', more] = NAME.exec(name) ?? [];
      return agencyId && more === undefined ? [{ agencyId, id }] : [];
    });
  }

  /** The file of an import, and what lies beside it. */
  async removeAll(waiting: Waiting): Promise<void> {
    for (const path of await this.filesOf(waiting)) await rm(path, { force: true });
  }

  /** Bytes of what an import has written beside its file. */
  async besideOf(waiting: Waiting): Promise<number> {
    const files = await this.filesOf(waiting);
    const sizes = await Promise.all(files.filter((path) => path !== this.pathOf(waiting)).map(sizeOf));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Removes what nobody goes on with, and what waits for no import; `open`: which of these ids are still to run. */
  async sweep(open: (ids: string[]) => Promise<Set<string>>): Promise<void> {
    const now = present().getTime();
    for (const name of await names(this.parts)) {
      const path = join(this.parts, name);
      if (!this.takings.has(path) && (await ageOf(path, now)) > PART_KEPT_MS) await rm(path, { force: true });
    }
    const waiting = await this.waiting();
    const still = await open(waiting.map(({ id }) => id));
    for (const one of waiting)
      if (!still.has(one.id) && (await ageOf(this.pathOf(one), now)) > NEW_MS) await this.removeAll(one);
  }

  private async filesOf({ agencyId, id }: Waiting): Promise<string[]> {
    const own = `${agencyId}.${id}`;
    return (await names(this.runs)).filter((name) => name.startsWith(own)).map((name) => join(this.runs, name));
  }

  private partOf = (agencyId: string, sha256: string): string => join(this.parts, `${agencyId}.${sha256}`);

  /** RATE_LIMITED where the agency has too many that wait. Of those that have not arrived, its oldest makes place. */
  private async makePlace(agencyId: string, path: string): Promise<void> {
    const { ofAgency: max } = this.limits;
    const waiting = (await this.waiting()).filter((one) => one.agencyId === agencyId);
    if (waiting.length >= max) {
      const more = { limit: 'HUB_IMPORTS_PER_AGENCY', max, retryAfter: 30 };
      throw new HubError(
        'RATE_LIMITED',
        `${max} files of this agency wait to be imported; hand this one in when they are`,
        more,
      );
    }
    const parts = (await names(this.parts))
      .filter((name) => name.startsWith(`${agencyId}.`))
      .map((name) => join(this.parts, name));
    const idle = parts.filter((one) => one !== path && !this.takings.has(one));
    if (parts.length < max || idle.length === 0) return;
    const ages = await Promise.all(idle.map(async (one) => [await ageOf(one, present().getTime()), one] as const));
    const oldest = ages.sort(([a], [b]) => b - a)[0]?.[1];
    if (oldest) await rm(oldest, { force: true });
  }

  private async requireRoom(agencyId: string, more: number): Promise<void> {
    const { total, ofFile } = this.limits;
    let [all, own] = [0, 0];
    for (const folder of [this.parts, this.runs]) {
      for (const name of await names(folder)) {
        const size = await sizeOf(join(folder, name));
        all += size;
        if (name.startsWith(`${agencyId}.`)) own += size;
      }
    }
    if (own + more > Math.max(total / 4, ofFile)) {
      const limit = { limit: 'HUB_IMPORTS_LIMIT_BYTES', max: Math.max(total / 4, ofFile), retryAfter: 60 };
      throw new HubError(
        'RATE_LIMITED',
        'the files of this agency that wait take all the room that it has; go on when they are imported',
        limit,
      );
    }
    if (all + more > total || (await freeBytes(this.parts)) < LEAST_FREE_BYTES + more) throw noRoom();
  }
}

export const openSpool = (settings: Settings): Spool =>
  new Spool(uploadsOf(settings), {
    total: settings.HUB_IMPORTS_LIMIT_BYTES,
    ofFile: settings.HUB_IMPORT_LIMIT_BYTES,
    ofAgency: settings.HUB_IMPORTS_PER_AGENCY,
  });

/** What is too large is of no use; and where there is no room, its own bytes are some. */
const FINAL = new Set(['LIMIT_EXCEEDED', 'UNAVAILABLE']);

const elsewhere = (here: number) =>
  new BadHttpRequest(
    409,
    `${here} bytes of this file are here; go on with Upload-Offset: ${here}`,
    'CONFLICT',
    { 'upload-offset': String(here) },
    { offset: here },
  );

const names = (folder: string): Promise<string[]> => readdir(folder).catch(ifGone<string[]>([]));
const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(ifGone(null)))?.size ?? 0;
const ageOf = async (path: string, now: number): Promise<number> =>
  now - ((await stat(path).catch(ifGone(null)))?.mtimeMs ?? now);

/** What was there when its name was read may be gone: another hub of this machine took it away. */
const ifGone =
  <T>(instead: T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
