import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { HubError } from '../../kernel/errors.js';
import { Patience } from '../../kernel/patience.js';
import type { Metrics } from '../watch/metrics.js';
import { BadHttpRequest } from './graphql-http.js';

/** By which a caller says how long it waits, in milliseconds; the hub's own limit counts where it is shorter. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';
const WHOLE = /^[1-9]\d*$/;
/** Node.js takes no longer time, and the hub's own is far shorter. */
const LONGEST_MS = 2 ** 31 - 1;

const passed = (ms: number) =>
  new HubError(
    'UNAVAILABLE',
    `not answered within ${ms} ms, and given up; try again, a mutation as it was: it may have been done`,
  );
const LEFT = new HubError('UNAVAILABLE', 'the caller has left');
const ANSWERED = new HubError('UNAVAILABLE', 'the caller has been answered');

/** A caller who waits for one answer. */
export class Waiting {
  readonly patience = new Patience();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number, onPassed: () => void) {
    this.timer = setTimeout(() => {
      if (this.patience.over) return;
      onPassed();
      this.patience.end(passed(ms));
    }, ms);
  }

  /** What comes first: `work`, or the end of the patience, which rejects with its reason. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.patience.onEnd(reject);
      work.then(resolve, reject);
    });
  }

  /** It goes on without an end to its time, as a subscription does. */
  stay(): void {
    clearTimeout(this.timer);
  }

  /** It has its answer; what was begun for it and is not needed is given up. */
  answered(): void {
    clearTimeout(this.timer);
    this.patience.end(ANSWERED);
  }

  /** It has left without one. */
  left(): void {
    clearTimeout(this.timer);
    this.patience.end(LEFT);
  }
}

export interface Deadlines {
  /** Of an operation, of one whose `asked` is the caller's own limit. */
  begin(asked?: number): Waiting;
  /** Of an HTTP request, which ends when its connection does. `most`: milliseconds, where it is not an operation. */
  of(headers: IncomingHttpHeaders, response: ServerResponse, most?: number): Waiting;
}

/** Who waits: each request gets its deadline here. */
export function deadlines(withinMs: number, metrics: Pick<Metrics, 'deadlines'>): Deadlines {
  const onPassed = () => metrics.deadlines.inc();
  const begin = (asked = withinMs, most = withinMs) => new Waiting(Math.min(asked, most), onPassed);
  return {
    begin,
    of: (headers, response, most = withinMs) => {
      const waiting = begin(timeoutOf(headers) ?? most, most);
      response.once('close', () => (response.writableFinished ? waiting.answered() : waiting.left()));
      return waiting;
    },
  };
}

/** What a caller's header says; undefined where there is none. */
export function timeoutOf(headers: IncomingHttpHeaders): number | undefined {
  const given = headers[TIMEOUT_HEADER];
  if (given === undefined) return undefined;
  const milliseconds = readTimeout(given);
  if (milliseconds === null)
    throw new BadHttpRequest(400, `X-Request-Timeout-Ms is a whole number of milliseconds, from 1`);
  return milliseconds;
}

/** Milliseconds as a header or a payload says them; null for what is no whole number from 1. */
export const readTimeout = (given: unknown): number | null =>
  (typeof given === 'string' || typeof given === 'number') && WHOLE.test(String(given))
    ? Math.min(Number(given), LONGEST_MS)
    : null;
