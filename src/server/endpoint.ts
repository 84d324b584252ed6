import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Agencies, HubContext, Viewer } from '../access/index.js';
import { dateOf } from '../kernel/date.js';
import { HubError } from '../kernel/errors.js';
import { during, type Patience } from '../kernel/patience.js';
import type { Deadlines } from './deadline.js';
import { awayCode } from './errors.js';
import { BadHttpRequest, readRequest, responseType, send, sendRefusal, statusOf } from './graphql-http.js';
import type { GraphQLServer } from './graphql-server.js';
import type { Metrics } from './metrics.js';

const JSON_TYPE = 'application/json; charset=utf-8';
/** Requests slower than this are logged at level info. */
const SLOW_MS = 1_000;

export interface EndpointDeps {
  agencies: Agencies;
  log: Logger;
  metrics: Metrics;
  bodyLimit: number;
  deadlines: Deadlines;
}

const BY_POST = {};
const BY_GET = { readOnly: true };

const PREFIX = randomBytes(6).toString('base64url');
let counter = 0;

/** The caller's X-Request-Id where it is a plain one, else an own: in the answer, in every log line and error. */
export function requestIdOf(headers: IncomingMessage['headers']): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given)) return given;
  counter = (counter + 1) % Number.MAX_SAFE_INTEGER;
  return `${PREFIX}-${counter.toString(36)}`;
}

/** What resolvers get of a request; `patience`: its caller's, left out where nobody waits. */
export function contextOf(viewer: Viewer, requestId: string, patience?: Patience): HubContext {
  const receivedAt = new Date();
  return {
    viewer,
    loaders: new Map(),
    requestId,
    receivedAt,
    today: dateOf(receivedAt),
    patience,
    get signal() {
      return patience?.signal;
    },
  };
}

/** Answers one GraphQL endpoint over HTTP. Never rejects: what fails is answered. */
export function graphqlEndpoint(server: GraphQLServer, { agencies, log, metrics, bodyLimit, deadlines }: EndpointDeps) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    const requestId = requestIdOf(request.headers);
    let type = JSON_TYPE;
    let outcome = 'refused';
    metrics.running.inc();
    try {
      type = responseType(request.headers.accept);
      const { method } = request;
      if (method !== 'POST' && method !== 'GET') {
        throw new BadHttpRequest(405, `${method} is not served; POST, or GET for queries`, 'BAD_REQUEST', {
          allow: 'GET, POST',
        });
      }
      const graphql = await readRequest(request, bodyLimit);
      const waiting = deadlines.of(request.headers, response);
      const { patience } = waiting;
      const known = during(patience, () => agencies.viewerOf(request.headers.authorization));
      const viewer = known instanceof Promise ? await waiting.race(known) : known;
      const context = contextOf(viewer, requestId, patience);
      const answer = await waiting.race(server.run(graphql, context, method === 'GET' ? BY_GET : BY_POST));
      if (!('result' in answer)) throw new Error('a subscription began where none is answered');
      outcome = answer.result.errors ? 'errors' : 'ok';
      if (answer.result.errors) countErrors(metrics, answer.result);
      send(response, statusOf(answer, type), type, JSON.stringify(answer.result), { 'x-request-id': requestId });
    } catch (error) {
      sendRefusal(response, refusalOf(error, requestId, log), type, requestId);
    } finally {
      metrics.running.dec();
      const ms = performance.now() - started;
      metrics.requests.observe({ outcome }, ms / 1_000);
      if (ms >= SLOW_MS || log.isLevelEnabled('debug')) {
        log[ms >= SLOW_MS ? 'info' : 'debug'](
          { requestId, outcome, status: response.statusCode, ms: Math.round(ms * 10) / 10 },
          'request',
        );
      }
    }
  };
}

function countErrors(metrics: Metrics, { errors = [] }: FormattedExecutionResult): void {
  for (const error of errors) metrics.errors.inc({ code: String(error.extensions?.code ?? 'NONE') });
}

/** A wrong key is 401 before anything runs; what nobody foresaw is 500 with the request's id. */
export function refusalOf(error: unknown, requestId: string, log: Logger): BadHttpRequest {
  if (error instanceof BadHttpRequest) return error;
  if (error instanceof HubError && error.code === 'UNAUTHENTICATED') {
    return new BadHttpRequest(401, error.message, error.code, { 'www-authenticate': 'Bearer' });
  }
  if (error instanceof HubError && error.code === 'UNAVAILABLE')
    return new BadHttpRequest(503, error.message, error.code, { 'retry-after': '1' }, { requestId });
  if (error instanceof HubError) {
    const { code: _, ...more } = error.extensions;
    return new BadHttpRequest(error.code === 'FORBIDDEN' ? 403 : 400, error.message, error.code, {}, more);
  }
  if (awayCode(error)) {
    return new BadHttpRequest(503, 'the hub’s database does not answer; try again shortly', 'UNAVAILABLE', {
      'retry-after': '1',
    });
  }
  log.error({ requestId, err: error }, 'request failed');
  return new BadHttpRequest(500, 'the hub failed to answer this', 'INTERNAL_SERVER_ERROR', {}, { requestId });
}
