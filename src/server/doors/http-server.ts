import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { refusalOf, requestIdOf } from '../http/endpoint.js';
import { BadHttpRequest, GUARDED } from '../http/graphql-http.js';
import type { Settings } from '../settings.js';
import type { Door } from './doors.js';
import { explorer } from './explorer.js';
import { METRICS_PATH, type MetricsReader } from './metrics.door.js';

const JWKS_PATH = '/.well-known/jwks.json';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpDeps {
  /** GraphQL endpoints by path: they are answered on node:http directly, everything else by Fastify. */
  endpoints: ReadonlyMap<string, Handler>;
  metrics: MetricsReader;
  /** Told each time that a request’s head did not come in time. */
  onLateHead(): void;
  log: Logger;
  /** Further doors on Fastify, and the paths that they answer. */
  doors: readonly Door[];
  /** The public halves of the hub's signing keys. */
  jwks(): object;
  settings: Pick<Settings, 'HUB_HEAD_WITHIN_MS' | 'HUB_UPLOAD_WITHIN_MS'>;
  /** Null when ready, else the reason. */
  notReady(): Promise<string | null>;
}

export interface HttpServer {
  server: Server;
  app: FastifyInstance;
}

const KEPT = { keepAliveTimeout: 65_000, maxHeaderSize: 16_384 };

/** Node looks after them by itself, so often. A body has a time of its own (http/bodies.ts); this one is of everything else. */
const timesOf = ({ HUB_HEAD_WITHIN_MS: head, HUB_UPLOAD_WITHIN_MS: whole }: HttpDeps['settings']) => ({
  headersTimeout: Math.min(head, whole),
  requestTimeout: whole,
  connectionsCheckingInterval: Math.min(1_000, head),
});

/** The hub's HTTP server. */
export function httpServer(deps: HttpDeps): HttpServer {
  const { endpoints, metrics, onLateHead, log, doors, jwks, notReady, settings } = deps;
  let node: Server | undefined;
  /** What Fastify refuses, or a handler throws, in the form of every refusal: its own has codes of its own, and tells what was thrown. */
  const refuse = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const { statusCode: given = 500 } = error;
    const requestId = requestIdOf(request.headers);
    if (request.raw.destroyed) return reply.code(400).send(); // nobody reads it
    const refusal = given < 500 ? new BadHttpRequest(given, error.message) : refusalOf(error, requestId, log);
    const { status, headers, message, code, extensions } = refusal;
    return reply
      .code(status)
      .headers({ ...GUARDED, ...headers, 'x-request-id': requestId })
      .send({ errors: [{ message, extensions: { code, ...extensions } }] });
  };
  const app = Fastify({
    logger: false,
    // Of what it is sent it reads nothing but lists, as streams: this is what it may hold of a body before it says 404.
    bodyLimit: 16_384,
    frameworkErrors: refuse,
    serverFactory: (handler) => {
      node = createServer({ ...KEPT, ...timesOf(settings) }, (request, response) => {
        const url = request.url ?? '/';
        const mark = url.indexOf('?');
        const endpoint = endpoints.get(mark < 0 ? url : url.slice(0, mark));
        if (endpoint) void endpoint(request, response);
        else handler(request, response);
      });
      // Fastify answers it, 408 or 431 or 400; here it is counted.
      node.on('clientError', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') onLateHead();
      });
      return node;
    },
  });
  app.setErrorHandler<FastifyError>(refuse);
  app.addHook('onSend', async (_, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    // What may be kept says so itself, and only where it was answered.
    if (!reply.hasHeader('cache-control') || reply.statusCode >= 400) reply.header('cache-control', 'no-store');
  });
  app.get('/', (_, reply) => reply.redirect('/graphiql'));
  explorer(app);
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_, reply) => {
    const reason = await notReady();
    return reason ? reply.code(503).send({ status: 'not ready', reason }) : { status: 'ok' };
  });
  app.get(METRICS_PATH, async (request, reply) => {
    const { status, type, body, headers = {} } = await metrics(request.headers.authorization, false);
    return reply.code(status).type(type).headers(headers).send(body);
  });
  // RFC 7517; whoever verifies a signature may keep it for a while and looks again when it meets a key that it lacks.
  app.get(JWKS_PATH, (_, reply) =>
    reply.type('application/jwk-set+json').header('cache-control', 'public, max-age=300').send(jwks()),
  );
  for (const { open } of doors) void app.register(open);
  app.setNotFoundHandler((request, reply) => {
    const paths = ['/graphiql', JWKS_PATH, '/health/live', '/health/ready', METRICS_PATH, ...endpoints.keys()];
    for (const door of doors) paths.push(...door.paths);
    reply.code(404).send({ error: `${request.url} is not served; there is ${paths.sort().join(', ')}` });
  });
  return { server: node as unknown as Server, app };
}
