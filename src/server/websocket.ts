import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  parse,
} from 'graphql';
import { makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Agencies, PUBLIC, type Viewer } from '../access/index.js';
import type { Push } from '../exchange/index.js';
import { HubError, limitExceeded } from '../kernel/errors.js';
import { during } from '../kernel/patience.js';
import type { Callers } from './callers.js';
import { HubClose } from './close-codes.js';
import { type Deadlines, readTimeout, TIMEOUT_HEADER } from './deadline.js';
import { contextOf, requestIdOf } from './endpoint.js';
import { presentError } from './errors.js';
import type { GraphQLServer } from './graphql-server.js';
import type { Metrics } from './metrics.js';
import type { Prepared, Ran, SubscriptionRequest } from './operation.js';
import { pushed } from './pushed.js';
import { credentialOf, Forbidden } from './socket-credential.js';
import { socketReceiver } from './socket-receiver.js';
import { clientId, handleProtocols, SocketWire } from './socket-wire.js';
import type { Subscriptions } from './subscriptions.js';

/** What is known of a socket from its `connection_init` on. */
interface Opened {
  authorization: string | undefined;
  socket: WebSocket;
  requestId: string;
  subscriptions: number;
  /** Milliseconds that its operations wait, where it says so. */
  timeout: number | undefined;
  leave(): void;
}
interface Extra {
  socket: WebSocket;
  wire: SocketWire;
  request?: IncomingMessage;
  opened?: Opened;
}

/** What the library runs is told from its document: one answer, or a stream of them. Both are there already. */
const ONE_ANSWER = parse('{ answer }');
const A_STREAM = parse('subscription { answers }');
interface Answered extends Pick<ExecutionArgs, 'document'> {
  result: FormattedExecutionResult;
}
interface Begun extends Pick<ExecutionArgs, 'document'> {
  begin(): ReturnType<typeof pushed>;
}
/** An error as it leaves. */
class Shown extends GraphQLError {
  constructor(readonly shown: GraphQLFormattedError) {
    super(shown.message);
  }
}

export interface SocketDoor {
  server: Pick<GraphQLServer, 'run'>;
  agencies: Agencies;
  log: Logger;
  metrics: Metrics;
  /** Largest message, in bytes. */
  bodyLimit: number;
  deadlines: Deadlines;
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
  const { server, agencies, log, metrics, bodyLimit, deadlines, callers, subscriptions, push } = door;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit, handleProtocols });
  const running = new Set<Promise<unknown>>();
  /** The connections beneath the sockets. */
  const wires = new WeakMap<WebSocket, Duplex>();
  const viewerOf = async ({ authorization }: Pick<Opened, 'authorization'>): Promise<Viewer> =>
    authorization === undefined ? PUBLIC : agencies.viewerOf(authorization);
  /** A key that is not accepted is forbidden; one that cannot be looked up may be tried again. */
  const closeOn = (error: unknown, socket: WebSocket) => {
    if (error instanceof Forbidden) return socket.close(4403, error.message);
    if (error instanceof HubError && error.code === 'UNAUTHENTICATED') return socket.close(4403, 'Forbidden');
    if (error instanceof HubError && error.code === 'LIMIT_EXCEEDED')
      return socket.close(HubClose.TooManySockets, 'Too many sockets');
    log.warn({ err: error }, 'a socket’s key could not be looked up');
    socket.close(1013, 'Try again later');
  };
  /** Takes one of the socket's subscriptions at once, before anything is waited for; the answered function gives it back. */
  const reserve = (opened: Opened): (() => void) => {
    const most = door.subscriptionLimit;
    if (opened.subscriptions >= most) throw limitExceeded('HUB_SUBSCRIPTIONS_PER_SOCKET', most, most + 1);
    opened.subscriptions++;
    return () => {
      opened.subscriptions--;
    };
  };
  const begin = (opened: Opened, id: string, { operation, after }: Prepared, release: () => void) =>
    pushed((end) => {
      const receiver = socketReceiver(opened.socket, wires.get(opened.socket) as Duplex, id, end);
      const stop = push.subscribe(operation, receiver, after);
      return () => {
        release();
        stop();
      };
    });
  const protocol = makeServer<Record<string, unknown>, Extra>({
    onConnect: async ({ connectionParams, extra }) => {
      const { socket, request } = extra;
      const headers = request?.headers ?? {};
      // As long as the socket lives, the request of its upgrade would stay in memory.
      delete extra.request;
      try {
        const authorization = credentialOf(connectionParams, headers);
        const given = connectionParams?.requestTimeoutMs ?? headers[TIMEOUT_HEADER];
        const timeout = given == null ? undefined : readTimeout(given);
        if (timeout === null) {
          socket.close(4400, 'requestTimeoutMs is a whole number of milliseconds');
          return false;
        }
        const opened = { authorization, socket, requestId: requestIdOf(headers), subscriptions: 0, timeout };
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
    onSubscribe: async ({ extra }, own, operation) => {
      const opened = extra.opened as Opened;
      const waiting = deadlines.begin(opened.timeout);
      extra.wire.waits(own, waiting);
      const { patience } = waiting;
      const shown = (error: unknown) => {
        const why = new GraphQLError((error as Error).message, { originalError: error as Error });
        return [new Shown(presentError(why, opened.requestId, log))];
      };
      let viewer: Viewer;
      try {
        viewer = await waiting.race(during(patience, () => viewerOf(opened)));
      } catch (error) {
        // Who completes an operation, or whose time is over, keeps the socket.
        if (patience.over) return shown(error);
        closeOn(error, opened.socket);
        return [new GraphQLError('this socket is closing', { originalError: error as Error })];
      }
      let release = () => {};
      const subscribe = (asked: SubscriptionRequest) => {
        release = reserve(opened);
        return subscriptions.prepare(asked);
      };
      const running = track(server.run(operation, contextOf(viewer, opened.requestId, patience), { subscribe }));
      let ran: Ran;
      try {
        ran = await waiting.race(running);
      } catch (error) {
        // Nobody waits for it any more; what it still holds it gives back when it ends.
        void running.finally(() => release());
        return shown(error);
      }
      if ('begun' in ran) {
        waiting.stay();
        const begun: Begun = { document: A_STREAM, begin: () => begin(opened, clientId(own), ran.begun, release) };
        return begun as never;
      }
      release();
      waiting.answered();
      const { result, refused } = ran;
      if (refused) return (result.errors ?? []).map((e) => new Shown(e));
      return { document: ONE_ANSWER, result } satisfies Answered as never;
    },
    subscribe: (args) => (args as unknown as Begun).begin(),
    execute: (args) => (args as unknown as Answered).result as never,
    onError: ({ extra }, own, _payload, errors) => {
      extra.wire.free(own);
      return errors.map((e) => (e instanceof Shown ? e.shown : presentError(e, extra.opened?.requestId ?? '', log)));
    },
    onNext: (_context, _own, _payload, _args, result) => result as never,
    onComplete: ({ extra }, own) => extra.wire.free(own),
  });
  const track = (run: Promise<Ran>): Promise<Ran> => {
    const done = run.finally(() => running.delete(done));
    running.add(done);
    return done;
  };
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    metrics.sockets.inc();
    socket.once('close', () => metrics.sockets.dec());
    // A message over the limit, a broken frame.
    socket.on('error', (err) => log.warn({ err }, 'a socket failed'));
    const wire = new SocketWire(socket, log);
    wire.attach(protocol, { socket, wire, request });
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
      for (const client of sockets.clients) client.close(1001, 'Going away');
      await new Promise<void>((done) => sockets.close(() => done()));
    },
    /** Waits no longer: cuts whoever is still there. */
    terminate(): void {
      isOverdue();
      for (const client of sockets.clients) client.terminate();
    },
  };
}
