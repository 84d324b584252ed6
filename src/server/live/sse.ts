import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { Agencies } from '../../access/index.js';
import type { Answer, Push, Receiver } from '../../exchange/index.js';
import { HubError } from '../../kernel/errors.js';
import { during } from '../../kernel/patience.js';
import { presentError } from '../faults/errors.js';
import type { GraphQLServer } from '../graphql/graphql-server.js';
import { addressOf } from '../http/address.js';
import type { Bodies } from '../http/bodies.js';
import type { Connections } from '../http/connections.js';
import type { Deadlines } from '../http/deadline.js';
import { contextOf, refusalOf, requestIdOf } from '../http/endpoint.js';
import { BadHttpRequest, checkHead, GUARDED, readRequest, sendRefusal } from '../http/graphql-http.js';
import type { SubscriptionRequest } from '../operation/operation.js';
import type { Metrics } from '../watch/metrics.js';
import type { Shares } from '../work/shares.js';
import type { Callers } from './callers.js';
import { asksCursors, STANDING_MS, tellStanding } from './standing.js';
import type { Subscriptions } from './subscriptions.js';

export interface StreamDoor {
  server: Pick<GraphQLServer, 'run'>;
  agencies: Agencies;
  log: Logger;
  bodies: Bodies;
  deadlines: Deadlines;
  callers: Callers;
  subscriptions: Subscriptions;
  push: Push;
  shares: Pick<Shares, 'replaysOf'>;
  metrics: Pick<Metrics, 'doors'>;
  connections: Pick<Connections, 'become'>;
}

const GRACE_MS = 1_000;
const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  ...GUARDED,
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

/**
 * `graphql-sse` in distinct connections mode (schema/PROTOCOL.md): one operation a request, its answers as `next` events, for
 * networks that let no WebSocket through. Each event's `id` is its cursor, and so is that of every comment, the first one too, so
 * that a browser's EventSource resumes by itself, also where it is cut before its first event.
 * The library's own server is not used: it writes without asking whether the client still reads.
 */
export function streamDoor(door: StreamDoor) {
  const { server, agencies, log, bodies, deadlines, callers, subscriptions, push } = door;
  const open = new Set<ServerResponse>();

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { method, headers } = request;
    if (method !== 'POST' && method !== 'GET')
      throw new BadHttpRequest(405, `${method} is not served; POST or GET`, 'BAD_REQUEST', { allow: 'GET, POST' });
    checkHead(request);
    const { authorization } = headers;
    const waiting = deadlines.of(headers, response);
    const { patience } = waiting;
    const viewer = await waiting.race(during(patience, async () => agencies.viewerOf(authorization)));
    const operation = await readRequest(request, viewer, bodies);
    const lastEventId = headers['last-event-id'] ? String(headers['last-event-id']) : undefined;
    const through = {
      readOnly: method === 'GET',
      address: addressOf(request),
      subscribe: (asked: SubscriptionRequest) => subscriptions.prepare(asked, lastEventId),
    };
    const ran = await waiting.race(server.run(operation, contextOf(viewer, requestId, patience), through));
    if ('result' in ran) {
      const [error] = ran.result.errors ?? [];
      if (ran.status === 405) throw new BadHttpRequest(405, error?.message ?? '', 'BAD_REQUEST', { allow: 'POST' });
      if (ran.status !== undefined || (ran.refused && error?.extensions?.code === 'UNAVAILABLE'))
        throw turnedAway(ran.status ?? 503, error as GraphQLFormattedError);
      // Also what is wrong with the operation is its one answer, so that a browser does not ask the same again and again.
      begin(response, requestId);
      const text = ran.body ? Buffer.from(ran.body).toString() : JSON.stringify(ran.result);
      response.end(`${eventText(text)}${COMPLETE}`);
      return;
    }
    waiting.stay();
    const { begun } = ran;
    const leave = callers.enter({ authorization, viewer, forbid: () => response.destroy() });
    response.once('close', leave);
    if (response.destroyed) return leave();
    begin(response, requestId);
    open.add(response);
    door.connections.become(request.socket, 'stream');
    const tooSlow = () => {
      door.metrics.doors.cut.inc({ kind: 'stream' });
      response.destroy();
    };
    const turn = door.shares.replaysOf(viewer, addressOf(request));
    const receiver = streamReceiver(response, requestId, log, tooSlow);
    // Nothing is sent in this turn: what it begins with goes out before its first event.
    const subscribed = push.subscribe(begun.operation, receiver, begun.after, turn);
    const quiet = asksCursors(operation) ? tellStanding(receiver, subscribed, begun.cursor) : null;
    if (!quiet) response.write(commentOf(begun.cursor));
    const ping = setInterval(() => {
      // One who has taken nothing of the last ones reads no more.
      if (response.writableLength < PING_BACKLOG) response.write(commentOf(subscribed.cursor()));
    }, STANDING_MS);
    response.once('close', () => {
      clearInterval(ping);
      quiet?.();
      open.delete(response);
      subscribed.stop();
    });
  }

  return {
    handle: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const requestId = requestIdOf(request.headers);
      try {
        await answer(request, response, requestId);
      } catch (error) {
        if (response.headersSent) response.destroy();
        else sendRefusal(response, refusalOf(error, requestId, log), 'application/json; charset=utf-8', requestId);
      }
    },
    get size() {
      return open.size;
    },
    /** Cut without `complete`: a client that sees the connection end connects again, to another process. */
    close(): void {
      for (const response of open) {
        response.end();
        setTimeout(() => response.destroy(), GRACE_MS).unref();
      }
    },
  };
}

/** What stays out of the stream: the client asks again, later. */
function turnedAway(status: number, { message, extensions = {} }: GraphQLFormattedError): BadHttpRequest {
  const { code, ...more } = extensions;
  const after = typeof more.retryAfter === 'number' ? more.retryAfter : 1;
  return new BadHttpRequest(status, message, String(code), { 'retry-after': String(after) }, more);
}

const PING_BACKLOG = 1_024;
const COMPLETE = 'event: complete\ndata:\n\n';
/** No event, but the `id` counts: it is the Last-Event-ID of a client that is cut now (WHATWG HTML, 9.2.6). */
const commentOf = (cursor: string): string => `:\nid: ${cursor}\n\n`;
const eventText = (text: string, id = ''): string => `${id}event: next\ndata: ${text}\n\n`;

function begin(response: ServerResponse, requestId: string): void {
  response.writeHead(200, { ...HEAD, 'x-request-id': requestId });
  response.write(':\n\n');
}

const made = new WeakMap<readonly Answer[], Buffer>();

/** The events of answers, as bytes for all who are sent them. */
function bytesOf(answers: readonly Answer[]): Buffer {
  let bytes = made.get(answers);
  if (!bytes) {
    bytes = Buffer.from(answers.map(({ text, cursor }) => eventText(text, `id: ${cursor}\n`)).join(''));
    made.set(answers, bytes);
  }
  return bytes;
}

function streamReceiver(response: ServerResponse, requestId: string, log: Logger, tooSlow: () => void): Receiver {
  return {
    send: (answers) => {
      if (!response.writableEnded) response.write(bytesOf(answers));
    },
    get waiting() {
      return response.writableLength;
    },
    get open() {
      return !response.writableEnded && !response.destroyed;
    },
    tooSlow,
    fail: (error) => {
      if (response.writableEnded) return;
      const wrapped = new GraphQLError((error as Error).message, { originalError: error as Error });
      const errors = [presentError(wrapped, requestId, log)];
      response.end(`${eventText(JSON.stringify({ errors }))}${COMPLETE}`);
      if (!(error instanceof HubError)) log.error({ requestId, err: error }, 'a stream failed');
    },
  };
}
