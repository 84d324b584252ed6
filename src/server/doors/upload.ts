import type { IncomingMessage } from 'node:http';
import { HubError } from '../../kernel/errors.js';
import { BadHttpRequest } from '../http/graphql-http.js';

const RETRY_AFTER_SECONDS = 5;

export interface UploadLimits {
  /** Longest pause between two of its pieces, in milliseconds. */
  pause: number;
  /** Most bytes, and what they are bytes of. */
  most: number;
  of: string;
}

/** The bytes of what is uploaded, as they come. Throws where it is too large, breaks off, or pauses for too long. */
export async function* uploaded(request: IncomingMessage, { pause, most, of }: UploadLimits): AsyncGenerator<Buffer> {
  let size = 0;
  // Not destroyed where reading ends early: the refusal goes out over the same connection.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const { value: chunk, done } = await within(pause, chunks.next(), of);
    if (done) return;
    size += chunk.length;
    if (size > most) throw tooLarge(of, most);
    yield chunk;
  }
}

export const tooLarge = (of: string, most: number): BadHttpRequest =>
  new BadHttpRequest(
    413,
    `the ${of} is larger than ${most} bytes`,
    'LIMIT_EXCEEDED',
    {},
    {
      limit: `bytes of a ${of}`,
      max: most,
    },
  );

/** Its upload stopped. */
export class UploadTooLate extends BadHttpRequest {}

function within<T>(ms: number, next: Promise<T>, of: string): Promise<T> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new UploadTooLate(408, `nothing of the ${of} came for ${ms} ms`)), ms);
    next.then(done, () => fail(new BadHttpRequest(400, 'the upload broke off'))).finally(() => clearTimeout(late));
  });
}

/** How many of something each agency has at once. */
export class Places {
  private readonly taken = new Map<string, number>();

  constructor(
    /** The setting that bounds them. */
    private readonly limit: string,
    private readonly max: number,
    private readonly what: string,
  ) {}

  /** Takes a place; the answered function gives it back. RATE_LIMITED where the agency has as many as it may. */
  take(name: string): () => void {
    const now = (this.taken.get(name) ?? 0) + 1;
    if (now > this.max) {
      const more = { limit: this.limit, max: this.max, retryAfter: RETRY_AFTER_SECONDS };
      throw new HubError('RATE_LIMITED', `${this.max} ${this.what} now; try again in a moment`, more);
    }
    this.taken.set(name, now);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (this.taken.get(name) ?? 1) - 1;
      if (left > 0) this.taken.set(name, left);
      else this.taken.delete(name);
    };
  }
}
