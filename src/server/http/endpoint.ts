import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Agencies, HubContext, Viewer } from '../../access/index.js';
import { present } from '../../kernel/clock.js';
import { dateOf } from '../../kernel/date.js';
import { HubError } from '../../kernel/errors.js';
import { during, type Patience } from '../../kernel/patience.js';
import { unavailable } from '../faults/errors.js';
import type { GraphQLServer } from '../graphql/graphql-server.js';
import type { OperationRequest } from '../operation/operation.js';
import type { Metrics } from '../watch/metrics.js';
import { addressOf } from './address.js';
import type { Bodies } from './bodies.js';
import type { Deadlines } from './deadline.js';
import { BadHttpRequest, checkHead, readRequest, responseType, send, sendRefusal, statusOf } from './graphql-http.js';

const JSON_TYPE = 'application/json; charset=utf-8';
/** Requests slower than this are logged at level info. */
const SLOW_MS = 1_000;

export interface EndpointDeps {
  agencies: Agencies;
  log: Logger;
  metrics: Metrics;
  bodies: Bodies;
  deadlines: Deadlines;
}

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
  const receivedAt = present();
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
export function graphqlEndpoint(server: GraphQLServer, { agencies, log, metrics, bodies, deadlines }: EndpointDeps) {
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
      checkHead(request);
      const waiting = deadlines.of(request.headers, response);
      const { patience } = waiting;
      // Who it is comes before what it says: nothing of a body is in memory for one whose key is wrong.
      const known = during(patience, () => agencies.viewerOf(request.headers.authorization));
      const viewer = known instanceof Promise ? await waiting.race(known) : known;
      const graphql = withPosition(await readRequest(request, viewer, bodies), request.headers);
      const door = { readOnly: method === 'GET', address: addressOf(request) };
      const answer = await waiting.race(server.run(graphql, contextOf(viewer, requestId, patience), door));
      if (!('result' in answer)) throw new Error('a subscription began where none is answered');
      outcome = answer.result.errors ? 'errors' : 'ok';
      if (answer.result.errors) countErrors(metrics, answer.result);
      const body = answer.body ?? JSON.stringify(answer.result);
      send(response, statusOf(answer, type), type, body, { 'x-request-id': requestId, ...retryHead(answer) });
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

/** By which a caller says what it has seen already: what it reads is not older than this position of the log. */
export const POSITION_HEADER = 'x-hub-position';

function withPosition(asked: OperationRequest, headers: IncomingMessage['headers']): OperationRequest {
  const given = headers[POSITION_HEADER];
  if (given === undefined) return asked;
  if (!/^\d{1,15}$/.test(String(given)))
    throw new BadHttpRequest(400, 'X-Hub-Position is a position of the log, a whole number');
  return { ...asked, extensions: { ...asked.extensions, position: Number(given) } };
}

/** When one who was turned away may come again. */
function retryHead({ status, result }: { status?: number | undefined; result: FormattedExecutionResult }) {
  const after = status === undefined ? undefined : result.errors?.[0]?.extensions?.retryAfter;
  return typeof after === 'number' ? { 'retry-after': String(after) } : undefined;
}

function countErrors(metrics: Metrics, { errors = [] }: FormattedExecutionResult): void {
  for (const error of errors) metrics.errors.inc({ code: String(error.extensions?.code ?? 'NONE') });
}

const REFUSED: Partial<Record<string, number>> = { FORBIDDEN: 403, RATE_LIMITED: 429 };

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
    const status = REFUSED[error.code] ?? 400;
    const head = typeof more.retryAfter === 'number' ? { 'retry-after': String(more.retryAfter) } : {};
    return new BadHttpRequest(status, error.message, error.code, head, more);
  }
  const away = unavailable(error, requestId, log);
  if (away) return new BadHttpRequest(503, away, 'UNAVAILABLE', { 'retry-after': '1' }, { requestId });
  log.error({ requestId, err: error }, 'request failed');
  return new BadHttpRequest(500, 'the hub failed to answer this', 'INTERNAL_SERVER_ERROR', {}, { requestId });
}
