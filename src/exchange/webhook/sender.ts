import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { present } from '../../kernel/clock.js';
import type { AddressGuard } from './address.js';
import { reasonOf } from './failure.js';
import { pauseAsked } from './pause.js';

/** How an attempt ended. */
export interface Outcome {
  /** The response's code; null where there was none in time. */
  status: number | null;
  /** Why it is no acknowledgement; null where it is one. */
  error: string | null;
  durationMs: number;
  /** The pause that the receiver asked for (Retry-After), at most LONGEST_PAUSE_MS. */
  retryAfterMs: number | null;
}

export interface Post {
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** When to give up, from the first look-up to the response's head. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Of a response no more is read: its code is all that counts. A short one is read, so that its connection can be used again. */
const MOST_READ = 16_384;
const READ_MS = 1_000;
const IDLE_SOCKETS = 256;
const IDLE_MS = 60_000;
const MOST_STALE = 3;

/** What this machine has no more of: it says nothing of the receiver either, and the attempt is made again. */
const OWN = /^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL)$/;

/** Thrown where the hub itself gave the attempt up: it says nothing of the receiver. */
export class Aborted extends Error {}

/** POSTs to receivers: connections are kept, redirects are not followed, addresses are checked as they are connected to. */
export class Sender {
  private readonly http: HttpAgent;
  private readonly https: HttpsAgent;

  constructor(readonly guard: AddressGuard) {
    const keep = { keepAlive: true, maxFreeSockets: IDLE_SOCKETS, timeout: IDLE_MS, scheduling: 'lifo' as const };
    this.http = new HttpAgent({ ...keep, lookup: guard.lookup('http:') });
    this.https = new HttpsAgent({ ...keep, lookup: guard.lookup('https:') });
  }

  /** Never rejects for what the receiver does; with Aborted where `signal` ends it, with the system's error where this machine cannot. */
  async send(post: Post): Promise<Outcome> {
    const started = performance.now();
    const done = (status: number | null, error: string | null, retryAfterMs: number | null = null): Outcome => ({
      status,
      error,
      durationMs: Math.round(performance.now() - started),
      retryAfterMs,
    });
    const refused = this.guard.refusalOfHost(post.url);
    if (refused) return done(null, refused);
    const deadline = started + post.timeoutMs;
    try {
      const response = await this.overLiveConnection(post, deadline);
      const status = response.statusCode ?? 0;
      await drained(response);
      if (status >= 200 && status < 300) return done(status, null);
      const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : '';
      return done(
        status,
        `HTTP ${status}${redirect}`,
        pauseAsked(response.headers['retry-after'], present().getTime()),
      );
    } catch (error) {
      if (error instanceof Aborted || OWN.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
      return done(null, reasonOf(error as Error));
    }
  }

  /** A kept connection may have been closed by the receiver as this goes out over it: then again over another one. */
  private async overLiveConnection(post: Post, deadline: number): Promise<IncomingMessage> {
    for (let stale = 0; ; stale++) {
      try {
        return await this.post(post, deadline);
      } catch (error) {
        if (!(error instanceof Stale) || stale === MOST_STALE) throw error;
      }
    }
  }

  private post({ url, headers, body, timeoutMs, signal }: Post, deadline: number): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const agent = secure ? this.https : this.http;
      const request = (secure ? httpsRequest : httpRequest)(url, { method: 'POST', agent, headers });
      const late = setTimeout(
        () => request.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`)),
        deadline - performance.now(),
      );
      const abort = () => request.destroy(new Aborted('given up by the hub'));
      const over = () => {
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
      };
      request.once('response', (response) => {
        over();
        resolve(response);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        over();
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(stale ? new Stale(error.message) : error);
      });
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort);
      request.end(body);
    });
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}

class Stale extends Error {}

/** Reads a short rest and gives up a long or slow one. */
function drained(response: IncomingMessage): Promise<void> {
  return new Promise((done) => {
    let read = 0;
    const end = () => {
      clearTimeout(slow);
      done();
    };
    const cut = () => response.destroy();
    const slow = setTimeout(cut, READ_MS);
    response.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > MOST_READ) cut();
    });
    response.on('error', () => {});
    response.once('close', end);
  });
}
