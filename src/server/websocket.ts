import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Agencies, Viewer } from '../access/index.js';
import { contextOf, requestIdOf } from './endpoint.js';
import { presentError } from './errors.js';
import type { Metrics } from './metrics.js';

type Extra = { viewer?: Viewer } & Record<PropertyKey, unknown>;

/**
 * `graphql-transport-ws` on the path of /graphql (schema/PROTOCOL.md): queries and mutations over a socket that stays
 * open, with the key in the `connection_init` payload.
 */
export function websocketDoor(schema: GraphQLSchema, agencies: Agencies, log: Logger, metrics: Metrics) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_000_000 });
  const cleanup = useServer<{ Authorization?: unknown }, Extra>(
    {
      schema,
      onConnect: async (context) => {
        const given = context.connectionParams?.Authorization;
        try {
          context.extra.viewer = await agencies.viewerOf(typeof given === 'string' ? given : undefined);
          return true;
        } catch {
          return false; // closes with 4403 Forbidden
        }
      },
      context: ({ extra }) =>
        contextOf(extra.viewer as Viewer, requestIdOf((extra.request as IncomingMessage).headers)),
      onError: ({ extra }, _id, _payload, errors) =>
        errors.map((e) => presentError(e, requestIdOf((extra.request as IncomingMessage).headers), log)),
      onNext: ({ extra }, _id, _payload, _args, result) => {
        if (!result.errors) return;
        const requestId = requestIdOf((extra.request as IncomingMessage).headers);
        return { ...result, errors: result.errors.map((e) => presentError(e, requestId, log)) } as never;
      },
    },
    sockets,
  );
  sockets.on('connection', (socket: WebSocket) => {
    metrics.sockets.inc();
    socket.once('close', () => metrics.sockets.dec());
  });
  return {
    /** Takes upgrades of `path` on a server. */
    attach(server: Server, path: string): void {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if ((request.url ?? '').split('?')[0] !== path) {
          socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
          return;
        }
        sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
      });
    },
    /** Tells every client to reconnect elsewhere (1001 Going away), then closes. */
    async close(): Promise<void> {
      await cleanup.dispose();
      for (const client of sockets.clients) client.close(1001, 'Going away');
      sockets.close();
    },
  };
}
