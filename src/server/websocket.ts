import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, execute, GraphQLError, getOperationAST } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Agencies, type HubContext, PUBLIC, type Viewer } from '../access/index.js';
import type { Push } from '../exchange/index.js';
import { HubError, limitExceeded } from '../kernel/errors.js';
import type { Callers } from './callers.js';
import { HubClose } from './close-codes.js';
import { coded, type Documents } from './documents.js';
import { contextOf, requestIdOf } from './endpoint.js';
import { presentError } from './errors.js';
import type { Metrics } from './metrics.js';
import { pushed } from './pushed.js';
import { socketReceiver } from './socket-receiver.js';
import type { Prepared, Subscriptions } from './subscriptions.js';

/** What is known of a socket from its `connection_init` on. */
interface Opened {
  authorization: string | undefined;
  socket: WebSocket;
  requestId: string;
  subscriptions: number;
  leave(): void;
}
type Extra = { opened?: Opened } & Record<PropertyKey, unknown>;
/** What `subscribe` finds beside the arguments of an execution. */
interface PushArgs extends ExecutionArgs {
  begin: { id: string; prepared: Prepared; opened: Opened };
}

export interface SocketDoor {
  documents: Documents;
  agencies: Agencies;
  log: Logger;
  metrics: Metrics;
  /** Largest message, in bytes. */
  bodyLimit: number;
  callers: Callers;
  /** Subscriptions of one socket at once. */
  subscriptionLimit: number;
  subscriptions: Subscriptions;
  push: Push;
}

/**
 * `graphql-transport-ws` on the path of /graphql (schema/PROTOCOL.md): queries and mutations over a socket that stays
 * open, with the key in the `connection_init` payload. What is wrong with an operation is its error, with the codes of
 * HTTP; the socket stays open.
 */
export function websocketDoor(door: SocketDoor) {
  const { documents, agencies, log, metrics, bodyLimit, callers, subscriptions, push } = door;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit });
  const running = new Set<Promise<unknown>>();
  /** The connections beneath the sockets. */
  const wires = new WeakMap<WebSocket, Duplex>();
  const viewerOf = async ({ authorization }: Pick<Opened, 'authorization'>): Promise<Viewer> =>
    authorization === undefined ? PUBLIC : agencies.viewerOf(authorization);
  /** A key that is not accepted is forbidden; one that cannot be looked up may be tried again. */
  const closeOn = (error: unknown, socket: WebSocket) => {
    if (error instanceof HubError && error.code === 'UNAUTHENTICATED') return socket.close(4403, 'Forbidden');
    if (error instanceof HubError && error.code === 'LIMIT_EXCEEDED')
      return socket.close(HubClose.TooManySockets, 'Too many sockets');
    log.warn({ err: error }, 'a socket’s key could not be looked up');
    socket.close(1013, 'Try again later');
  };
  const cleanup = useServer<{ Authorization?: unknown }, Extra>(
    {
      schema: documents.schema,
      isProd: true, // no reason for a close tells of the hub's inside
      onConnect: async ({ connectionParams, extra }) => {
        const { socket, request } = extra;
        // As long as the socket lives, the request of its upgrade would stay in memory.
        delete (extra as { request?: unknown }).request;
        const given = connectionParams?.Authorization;
        const authorization = given == null ? undefined : String(given);
        const opened = { authorization, socket, requestId: requestIdOf(request.headers), subscriptions: 0 };
        try {
          const viewer = await viewerOf(opened);
          const forbid = () => socket.close(4403, 'Forbidden');
          const leave = callers.enter({ authorization, viewer, forbid });
          extra.opened = { ...opened, leave };
          if (socket.readyState !== socket.OPEN) leave();
          return true;
        } catch (error) {
          closeOn(error, socket);
          return false; // closes with 4403 Forbidden
        }
      },
      onClose: ({ extra }) => extra.opened?.leave(),
      // The key is looked up again, so that one revoked meanwhile ends with the next operation.
      onSubscribe: async ({ extra }, id, { query, operationName, variables }) => {
        const opened = extra.opened as Opened;
        const { requestId } = opened;
        let viewer: Viewer;
        try {
          viewer = await viewerOf(opened);
        } catch (error) {
          closeOn(error, opened.socket);
          return [new GraphQLError('this socket is closing', { originalError: error as Error })];
        }
        const document = documents.read(query, operationName);
        if (Array.isArray(document)) return document;
        const refusal = documents.overLimit(document.document, operationName, variables ?? {});
        if (refusal) return [refusal];
        const { schema } = documents;
        const args = { schema, document: document.document, operationName: operationName ?? null };
        const context = { variableValues: variables ?? null, contextValue: contextOf(viewer, requestId) };
        if (getOperationAST(document.document, operationName)?.operation !== 'subscription')
          return { ...args, ...context };
        try {
          const most = door.subscriptionLimit;
          if (opened.subscriptions >= most) throw limitExceeded('HUB_SUBSCRIPTIONS_PER_SOCKET', most, most + 1);
          const prepared = await subscriptions.prepare({
            document,
            operationName,
            variables: (variables ?? {}) as Record<string, unknown>,
            viewer,
            requestId,
          });
          if (Array.isArray(prepared)) return prepared;
          return { ...args, ...context, begin: { id, prepared, opened } } as ExecutionArgs;
        } catch (error) {
          const failure = error instanceof HubError ? error : new GraphQLError('', { originalError: error as Error });
          return [failure];
        }
      },
      subscribe: (args) => {
        const { id, prepared, opened } = (args as PushArgs).begin;
        opened.subscriptions++;
        return pushed((end) => {
          const receiver = socketReceiver(opened.socket, wires.get(opened.socket) as Duplex, id, end);
          const stop = push.subscribe(prepared.operation, receiver, prepared.after);
          return () => {
            opened.subscriptions--;
            stop();
          };
        });
      },
      execute: (args) => {
        const result = execute(args as ExecutionArgs);
        if (!(result instanceof Promise)) return result;
        const done = result.finally(() => running.delete(done));
        running.add(done);
        return done;
      },
      onError: ({ extra }, _id, _payload, errors) =>
        errors.map((e) => presentError(e, extra.opened?.requestId ?? '', log)),
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
        sockets.handleUpgrade(request, socket, head, (ws) => {
          wires.set(ws, socket);
          sockets.emit('connection', ws, request);
        });
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

/** Without data nothing ran: the variables were not what the operation declares. */
const asInput = ({ data, errors = [] }: ExecutionResult): readonly GraphQLError[] =>
  data === undefined ? errors.map((e) => coded(e, 'BAD_USER_INPUT')) : errors;
