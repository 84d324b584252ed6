import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../../access/index.js';
import type { Settings } from '../settings.js';
import type { DoorMetrics } from '../watch/door-metrics.js';
import { addressOf } from './address.js';
import { BadHttpRequest } from './graphql-http.js';
import { Held, type Share } from './held.js';

/** What is so small is read whoever sends it and whatever else is held: an ordinary request never waits for others' bodies. */
export const SMALL_BYTES = 16_384;
const RETRY_AFTER_SECONDS = '2';

/** Of all bytes that are held, an agency has a quarter, the public together too, and one address of the public half of that. */
const OF_AN_AGENCY = 1 / 4;
const OF_AN_ADDRESS = 1 / 8;

type Limits = Pick<
  Settings,
  'HUB_BODY_LIMIT_BYTES' | 'HUB_PUBLIC_BODY_LIMIT_BYTES' | 'HUB_BODIES_LIMIT_BYTES' | 'HUB_BODY_WITHIN_MS'
>;

/** How bodies and messages are taken in: how large by who sends them, how many bytes over all, how long. */
export class Bodies {
  readonly held: Held;

  constructor(
    private readonly settings: Limits,
    readonly metrics: DoorMetrics,
  ) {
    const { HUB_BODIES_LIMIT_BYTES: total, HUB_BODY_WITHIN_MS: within } = settings;
    this.held = new Held({ total, least: settings.HUB_BODY_LIMIT_BYTES, within }, metrics);
  }

  /** Milliseconds that a body may take. */
  get within(): number {
    return this.settings.HUB_BODY_WITHIN_MS;
  }

  /** The largest body of a caller, and the setting that says so. */
  limitOf({ agencyId }: Viewer): { limit: string; max: number } {
    const { HUB_BODY_LIMIT_BYTES: largest, HUB_PUBLIC_BODY_LIMIT_BYTES: small } = this.settings;
    if (agencyId !== null || largest <= small) return { limit: 'HUB_BODY_LIMIT_BYTES', max: largest };
    return { limit: 'HUB_PUBLIC_BODY_LIMIT_BYTES', max: small };
  }

  sharesOf({ agencyId }: Viewer, request: Pick<IncomingMessage, 'socket'>): Share[] {
    if (agencyId !== null) return [{ name: agencyId, part: OF_AN_AGENCY }];
    return [
      { name: addressOf(request), part: OF_AN_ADDRESS },
      { name: 'public', part: OF_AN_AGENCY },
    ];
  }

  /** Reads the body of a request whose caller is known. Rejects with 413, 408 or 503, or where it breaks off. */
  read(request: IncomingMessage, viewer: Viewer): Promise<Buffer> {
    const { limit, max } = this.limitOf(viewer);
    const tooLarge = () =>
      new BadHttpRequest(413, `the body is larger than ${max} bytes`, 'LIMIT_EXCEEDED', CLOSE, { limit, max });
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > max) return Promise.reject(tooLarge());
    const shares = this.sharesOf(viewer, request);
    return new Promise((done, fail) => {
      const bytes = new Gathered(declared > 0 ? declared : max);
      let over = false;
      const finish = (error?: Error) => {
        if (over) return;
        over = true;
        this.held.end(arriving);
        if (error) fail(error);
        else done(bytes.whole());
        bytes.drop();
      };
      const arriving = {
        shares,
        giveUp: (why: 'late' | 'full') => {
          if (why === 'late') this.metrics.cut.inc({ kind: 'body' });
          finish(why === 'late' ? tooLate(this.within) : noRoom());
        },
      };
      // While its caller was looked up it may have left already: then nothing would be heard of it any more.
      if (request.destroyed || request.aborted) return fail(new BadHttpRequest(400, 'the request was aborted'));
      if (declared > SMALL_BYTES && !this.held.hasRoom(arriving, declared)) return fail(noRoom());
      this.held.begin(arriving);
      request.on('data', (chunk: Buffer) => {
        if (over) return; // what still comes is let go by
        if (bytes.size + chunk.length > max) return finish(tooLarge());
        bytes.add(chunk);
        if (bytes.held > SMALL_BYTES && !this.held.grow(arriving, bytes.held)) finish(noRoom());
      });
      request.once('end', () => finish());
      // Its caller broke it off: what Node.js says of that is what a driver says of a database that is away.
      const brokenOff = () => {
        // A whole request is closed too; an error that nobody needs costs as much as a look-up.
        if (!over) finish(new BadHttpRequest(400, 'the request was aborted'));
      };
      request.once('error', brokenOff).once('close', brokenOff);
    });
  }
}

/** What of a body was not read would be taken for the next request. */
const CLOSE = { connection: 'close' };

const tooLate = (within: number) =>
  new BadHttpRequest(408, `the body was not there after ${within} ms`, 'BAD_REQUEST', CLOSE);

const noRoom = () =>
  new BadHttpRequest(503, 'too many bodies are being sent at once; try again shortly', 'UNAVAILABLE', {
    ...CLOSE,
    'retry-after': RETRY_AFTER_SECONDS,
  });

/**
 * Bytes as they come. A first piece is kept as it is: most bodies are one. Of several one buffer is made, which grows: pieces of a
 * byte each, kept by themselves, would take some hundred times their size.
 */
class Gathered {
  size = 0;
  private buffer: Buffer | null = null;

  constructor(private readonly most: number) {}

  /** Bytes of memory. */
  get held(): number {
    return this.buffer?.length ?? 0;
  }

  add(chunk: Buffer): void {
    if (!this.buffer) this.buffer = chunk;
    else {
      const need = this.size + chunk.length;
      if (need > this.buffer.length) {
        const grown = Buffer.allocUnsafeSlow(Math.max(need, Math.min(this.buffer.length * 2, this.most)));
        this.buffer.copy(grown, 0, 0, this.size);
        this.buffer = grown;
      }
      chunk.copy(this.buffer, this.size);
    }
    this.size += chunk.length;
  }

  whole(): Buffer {
    return this.buffer?.subarray(0, this.size) ?? Buffer.alloc(0);
  }

  drop(): void {
    this.buffer = null;
  }
}
