import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Agencies, HubContext } from '../../access/index.js';
import { HubError } from '../../kernel/errors.js';
import { during } from '../../kernel/patience.js';
import { addressOf } from '../http/address.js';
import type { Deadlines, Waiting } from '../http/deadline.js';
import { contextOf, refusalOf, requestIdOf } from '../http/endpoint.js';
import type { BadHttpRequest } from '../http/graphql-http.js';
import type { Bound, Cut, DoorMetrics } from '../watch/door-metrics.js';
import type { Shares } from '../work/shares.js';
import { UploadTooLate } from './upload.js';

export interface AnsweringDeps {
  agencies: Pick<Agencies, 'viewerOf'>;
  log: Logger;
  metrics: DoorMetrics;
  deadlines: Deadlines;
  /** How often each caller may ask. */
  shares: Pick<Shares, 'arrive' | 'callerOf'>;
}

/** A request whose caller is known, and waits. */
export interface Asked {
  context: HubContext;
  request: FastifyRequest;
  reply: FastifyReply;
  waiting: Waiting;
}

const STATUS: Record<string, number> = { NOT_FOUND: 404, CONFLICT: 409, LIMIT_EXCEEDED: 413, RATE_LIMITED: 429 };

/**
 * Answers a request of a door beside GraphQL as every door does: who it is, whether they may ask now, how long they wait; what is thrown
 * is a refusal in the form of all of the hub's. `cut`: what is counted where the answer had begun and a bound ended it.
 */
export const answering =
  (
    { agencies, log, metrics, deadlines, shares }: AnsweringDeps,
    { withinMs, cut }: { withinMs: number; cut: Cut },
    answer: (asked: Asked) => Promise<void>,
  ) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const requestId = requestIdOf(request.headers);
    reply.header('x-request-id', requestId).header('cache-control', 'no-store');
    try {
      const waiting = deadlines.of(request.headers, reply.raw, withinMs);
      const { patience } = waiting;
      const { authorization } = request.headers;
      const viewer = await waiting.race(during(patience, async () => agencies.viewerOf(authorization)));
      const tooOften = shares.arrive(shares.callerOf(viewer, addressOf(request.raw)));
      if (tooOften) throw tooOften;
      const context = contextOf(viewer, requestId, patience);
      await waiting.race(answer({ context, request, reply, waiting }));
    } catch (error) {
      countFailure(metrics, error, reply.raw.headersSent ? cut : null);
      if (reply.raw.headersSent) reply.raw.destroy();
      else refuse(request, reply, refusalOf(error, requestId, log));
    }
  };

/** What a bound turned away, and who was cut: an answer that had begun, an upload that stopped. */
function countFailure(metrics: DoorMetrics, error: unknown, begun: Cut | null): void {
  if (error instanceof UploadTooLate) metrics.cut.inc({ kind: 'upload' });
  if (!(error instanceof HubError) || error.code !== 'RATE_LIMITED') return;
  if (begun) metrics.cut.inc({ kind: begun });
  else metrics.refused.inc({ bound: error.extensions.limit as Bound });
}

/** In the form of every refusal of the hub. What of the body was not read is let go by. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: BadHttpRequest): void {
  const { code, message, extensions, headers } = refusal;
  const retry = typeof extensions.retryAfter === 'number' ? { 'retry-after': String(extensions.retryAfter) } : {};
  const unread = request.raw.readableEnded ? {} : { connection: 'close' };
  request.raw.resume();
  void reply
    .code(STATUS[code] ?? refusal.status)
    .headers({ ...headers, ...retry, ...unread })
    .send({ errors: [{ message, extensions: { code, ...extensions } }] });
}
