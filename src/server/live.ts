import { enduring } from '../../db/client.js';
import { LogTail, PUSH_LIMITS, Push } from '../exchange/index.js';
import { Callers } from './callers.js';
import type { Connections } from './connections.js';
import type { EndpointDeps } from './endpoint.js';
import { faultsOf } from './faults.js';
import type { GraphQLServer } from './graphql-server.js';
import type { Rooms } from './rooms.js';
import type { Settings } from './settings.js';
import type { Shares } from './shares/shares.js';
import { streamDoor } from './sse.js';
import { Subscriptions } from './subscriptions.js';
import { websocketDoor } from './websocket.js';

export interface LiveDeps extends EndpointDeps {
  server: GraphQLServer;
  settings: Settings;
  databaseUrl: string;
  /** Name of this process's connections. */
  application: string;
  rooms: Pick<Rooms, 'events' | 'subscriptions'>;
  connections: Connections;
  shares: Pick<Shares, 'replaysOf'>;
}

/** What stays open: the tail of the log, the subscriptions on it, and the two doors that lead to them. */
export async function openLive({ server, settings, databaseUrl, application, rooms, ...deps }: LiveDeps) {
  const { agencies, log, metrics } = deps;
  const reader = rooms.events;
  const faults = faultsOf(log);
  const tail = new LogTail({
    url: enduring(databaseUrl),
    application,
    onError: (err) => faults.report(err, 'the log cannot be read; it is tried again'),
  });
  const buffer = settings.HUB_SUBSCRIBER_BUFFER_BYTES;
  const buffers = { ...PUSH_LIMITS, buffer, stall: settings.HUB_READER_STALL_MS };
  const onError = (err: unknown) => faults.report(err, 'subscriptions wait for the log');
  let push: Push;
  try {
    await tail.start();
    push = new Push({ tail, reader, limits: buffers, onError });
  } catch (error) {
    // Its connection stays open for the next attempt, and would keep a process that has nothing to do.
    await tail.close();
    throw error;
  }
  const callers = new Callers(agencies, settings.HUB_SOCKETS_PER_AGENCY);
  const subscriptions = new Subscriptions(server, rooms.subscriptions, reader, log);
  const doors = { ...deps, server, callers, subscriptions, push };
  const { HUB_OPERATIONS_PER_SOCKET: operations, HUB_BODY_LIMIT_BYTES: messages } = settings;
  const wireLimits = { buffer, operations, messages };
  const sockets = websocketDoor({ ...doors, wireLimits, subscriptionLimit: settings.HUB_SUBSCRIPTIONS_PER_SOCKET });
  const streams = streamDoor(doors);
  metrics.watchPush(() => ({ ...push.size, streams: streams.size, position: tail.position }));
  return {
    tail,
    sockets,
    streams,
    /** Tells every subscriber to come back elsewhere, after the operations that run have been answered. */
    async close(): Promise<void> {
      push.close();
      callers.close();
      streams.close();
      await sockets.close();
      await tail.close();
    },
  };
}
