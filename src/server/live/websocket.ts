import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
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
import { type Agencies, PUBLIC, type Viewer } from '../../access/index.js';
import type { Push, ReplayTurn } from '../../exchange/index.js';
import { HubError, limitExceeded } from '../../kernel/errors.js';
import { during } from '../../kernel/patience.js';
import { presentError } from '../faults/errors.js';
import type { GraphQLServer } from '../graphql/graphql-server.js';
import { addressOf } from '../http/address.js';
import type { Bodies } from '../http/bodies.js';
import type { Connections } from '../http/connections.js';
import { type Deadlines, readTimeout, TIMEOUT_HEADER } from '../http/deadline.js';
import { contextOf, requestIdOf } from '../http/endpoint.js';
import type { Prepared, Ran, SubscriptionRequest } from '../operation/operation.js';
import type { Metrics } from '../watch/metrics.js';
import type { Shares } from '../work/shares.js';
import type { Callers } from './callers.js';
import { HubClose } from './socket/close-codes.js';
import { credentialOf, Forbidden } from './socket/credential.js';
import { MESSAGE_OPTIONS, SocketMessages } from './socket/messages.js';
import { pushed } from './socket/pushed.js';
import { socketReceiver } from './socket/receiver.js';
import { clientId, handleProtocols, SocketWire, type WireLimits } from './socket/wire.js';
import { asksCursors, tellStanding } from './standing.js';
import type { Subscriptions } from './subscriptions.js';

/** What is known of a socket from its `connection_init` on. */
interface Opened {
  authorization: string | undefined;
  socket: WebSocket;
  requestId: string;
  address: string | undefined;
  subscriptions: number;
  /** Milliseconds that its operations wait, where it says so. */
  timeout: number | undefined;
  leave(): void;
}
interface Extra {
  socket: WebSocket;
  wire: SocketWire;
  messages: SocketMessages;
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

/** An answer that was written elsewhere: it goes out as it is, and the library says that this was all. */
const sentOnce = (wire: SocketWire, own: string, body: Uint8Array) =>
  pushed((end) => {
    // Not sooner: the library has to know the stream before it hears of its end.
    wire.answer(own, body).then(() => end(), end);
    return () => {};
  });

export interface SocketDoor {
  server: Pick<GraphQLServer, 'run'>;
  agencies: Agencies;
  log: Logger;
  metrics: Metrics;
  bodies: Bodies;
  connections: Pick<Connections, 'become'>;
  wireLimits: WireLimits;
  deadlines: Deadlines;
  callers: Callers;
  /** Subscriptions of one socket at once. */
  subscriptionLimit: number;
  subscriptions: Subscriptions;
  push: Push;
  shares: Pick<Shares, 'replaysOf'>;
}

/**
 * `graphql-transport-ws` on the path of /graphql (schema/PROTOCOL.md): queries and mutations over a socket that stays
 * open, with the key in the `connection_init` payload. What is wrong with an operation is its error, with the codes of
 * HTTP; the socket stays open.
 */
export function websocketDoor(door: SocketDoor) {
  const { server, agencies, log, metrics, bodies, deadlines, callers, subscriptions, push } = door;
  const sockets = new WebSocketServer({ ...MESSAGE_OPTIONS, noServer: true, autoPong: false, handleProtocols });
  const running = new Set<Promise<unknown>>();
  /** The connections beneath the sockets. */
  const wires = new WeakMap<WebSocket, Socket>();
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
  const begin = (
    opened: Opened,
    own: string,
    { operation, after, cursor }: Prepared,
    cursors: boolean,
    release: () => void,
    wire: SocketWire,
    turn: ReplayTurn,
  ) =>
    pushed((end) => {
      wire.worked(own);
      const tooSlow = () => {
        metrics.doors.cut.inc({ kind: 'socket' });
        wire.tooSlow();
      };
      const under = wires.get(opened.socket) as Socket;
      const receiver = socketReceiver(opened.socket, under, clientId(own), tooSlow, end);
      const subscribed = push.subscribe(operation, receiver, after, turn);
      const quiet = cursors ? tellStanding(receiver, subscribed, cursor) : null;
      return () => {
        release();
        quiet?.();
        subscribed.stop();
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
        const address = request && addressOf(request);
        const opened = { authorization, socket, requestId: requestIdOf(headers), address, subscriptions: 0, timeout };
        const viewer = await viewerOf(opened);
        const forbid = () => socket.close(4403, 'Forbidden');
        const leave = callers.enter({ authorization, viewer, forbid });
        extra.opened = { ...opened, leave };
        if (request) extra.messages.admit(bodies.limitOf(viewer).max, bodies.sharesOf(viewer, request));
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
      const context = contextOf(viewer, opened.requestId, patience);
      const work = track(server.run(operation, context, { subscribe, address: opened.address }));
      let ran: Ran;
      try {
        ran = await waiting.race(work);
      } catch (error) {
        // Nobody waits for it any more; what it still holds it gives back when it ends.
        void work.finally(() => release());
        return shown(error);
      }
      if ('begun' in ran) {
        waiting.stay();
        const turn = door.shares.replaysOf(viewer, opened.address);
        const begun: Begun = {
          document: A_STREAM,
          begin: () => begin(opened, own, ran.begun, asksCursors(operation), release, extra.wire, turn),
        };
        return begun as never;
      }
      release();
      waiting.answered();
      const { result, refused, body } = ran;
      if (body) {
        const begun: Begun = { document: A_STREAM, begin: () => sentOnce(extra.wire, own, body) };
        return begun as never;
      }
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
    const connection = wires.get(socket) as Socket;
    const wire = new SocketWire(socket, connection, door.wireLimits, metrics.doors, log);
    door.connections.become(connection, 'socket', () => wire.tooSlow());
    const messages = new SocketMessages(socket, connection, bodies);
    wire.onResume = () => messages.beginAgain();
    wire.attach(protocol, { socket, wire, messages, request });
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
          wires.set(ws, socket as Socket);
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
