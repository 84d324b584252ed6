import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Agencies, type HubContext, PUBLIC, type Viewer } from '../access/index.js';
import { HubError } from '../kernel/errors.js';
import { contextOf, requestIdOf } from './endpoint.js';
import { presentError } from './errors.js';
import { MAX_TOKENS } from './graphql-server.js';
import { type Limits, limiter } from './limits.js';
import type { Metrics } from './metrics.js';

type Extra = { authorization?: unknown; socket: WebSocket; request: IncomingMessage } & Record<PropertyKey, unknown>;

interface Door {
  schema: GraphQLSchema;
  agencies: Agencies;
  log: Logger;
  metrics: Metrics;
  limits: Limits;
  /** Largest message, in bytes. */
  bodyLimit: number;
}

/**
 * `graphql-transport-ws` on the path of /graphql (schema/PROTOCOL.md): queries and mutations over a socket that stays
 * open, with the key in the `connection_init` payload. What is wrong with an operation is its error, with the codes of
 * HTTP; the socket stays open.
 */
export function websocketDoor({ schema, agencies, log, metrics, limits, bodyLimit }: Door) {
  const overLimit = limiter(schema, limits);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit });
  const running = new Set<Promise<unknown>>();
  const idOf = ({ request }: Extra) => requestIdOf(request.headers);
  const viewerOf = async ({ authorization }: Extra): Promise<Viewer> =>
    authorization == null ? PUBLIC : agencies.viewerOf(String(authorization));
  /** A key that is not accepted is forbidden; one that cannot be looked up may be tried again. */
  const closeOn = (error: unknown, { socket }: Extra) => {
    if (error instanceof HubError && error.code === 'UNAUTHENTICATED') return socket.close(4403, 'Forbidden');
    log.warn({ err: error }, 'a socket’s key could not be looked up');
    socket.close(1013, 'Try again later');
  };
  const cleanup = useServer<{ Authorization?: unknown }, Extra>(
    {
      schema,
      isProd: true, // no reason for a close tells of the hub's inside
      onConnect: async ({ connectionParams, extra }) => {
        extra.authorization = connectionParams?.Authorization;
        try {
          await viewerOf(extra);
          return true;
        } catch (error) {
          closeOn(error, extra);
          return false; // closes with 4403 Forbidden
        }
      },
      // The key is looked up again, so that one revoked meanwhile ends with the next operation.
      onSubscribe: async ({ extra }, _id, { query, operationName, variables }) => {
        try {
          const viewer = await viewerOf(extra);
          const operation = operationOf(schema, query, operationName);
          if (Array.isArray(operation)) return operation;
          const refusal = overLimit(operation.document, operationName, variables ?? {});
          if (refusal) return [refusal];
          return { ...operation, variableValues: variables ?? null, contextValue: contextOf(viewer, idOf(extra)) };
        } catch (error) {
          closeOn(error, extra);
          return [new GraphQLError('this socket is closing', { originalError: error as Error })];
        }
      },
      execute: (args) => {
        const result = execute(args as ExecutionArgs);
        if (!(result instanceof Promise)) return result;
        const done = result.finally(() => running.delete(done));
        running.add(done);
        return done;
      },
      onError: ({ extra }, _id, _payload, errors) => errors.map((e) => presentError(e, idOf(extra), log)),
      onNext: (_context, _id, _payload, { contextValue }, result) => {
        if (!result.errors) return;
        const { requestId } = contextValue as HubContext;
        return {
          ...result,
          errors: asInput(result as ExecutionResult).map((e) => presentError(e, requestId, log)),
        } as never;
      },
    },
    sockets,
  );
  sockets.on('connection', (socket: WebSocket) => {
    metrics.sockets.inc();
    socket.once('close', () => metrics.sockets.dec());
    // A message over the limit, a broken frame: graphql-ws would print it to the console.
    socket.removeAllListeners('error').on('error', (err) => log.warn({ err }, 'a socket failed'));
  });
  let closing = false;
  let isOverdue = () => {};
  const overdue = new Promise<void>((done) => {
    isOverdue = done;
  });
  return {
    /** Takes upgrades of `path` on a server. */
    attach(server: Server, path: string): void {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const refusal = closing ? '503 Service Unavailable' : '404 Not Found';
        if (closing || (request.url ?? '').split('?')[0] !== path) {
          socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
          return;
        }
        sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
      });
    },
    /** Lets running operations be answered, then tells every client to reconnect elsewhere (1001 Going away). */
    async close(): Promise<void> {
      closing = true;
      await Promise.race([Promise.allSettled(running), overdue]);
      await new Promise(setImmediate); // the last answers leave before the close
      await cleanup.dispose();
    },
    /** Waits no longer: cuts whoever is still there. */
    terminate(): void {
      isOverdue();
      for (const client of sockets.clients) client.terminate();
    },
  };
}

/** The operation of a message, or what is wrong with it, with the codes that HTTP answers. */
function operationOf(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
): Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'> | GraphQLError[] {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const faults = validate(schema, document);
    if (faults.length > 0) return faults.map((e) => coded(e, 'GRAPHQL_VALIDATION_FAILED'));
    if (getOperationAST(document, operationName)) return { schema, document, operationName: operationName ?? null };
    const message = operationName
      ? `Unknown operation named "${operationName}".`
      : 'Must provide operation name if query contains multiple operations.';
    return [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
  } catch (error) {
    return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
}

/** Without data nothing ran: the variables were not what the operation declares. */
const asInput = ({ data, errors = [] }: ExecutionResult): readonly GraphQLError[] =>
  data === undefined ? errors.map((e) => coded(e, 'BAD_USER_INPUT')) : errors;

function coded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions } = error;
  const where = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...where, extensions: { code, ...error.extensions } });
}
