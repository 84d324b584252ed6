import { type Db, enduring } from '../../../db/client.js';
import { beginEpoch, LogTail, PUSH_LIMITS, Push } from '../../exchange/index.js';
import { faultsOf } from '../faults/faults.js';
import type { GraphQLServer } from '../graphql/graphql-server.js';
import type { Connections } from '../http/connections.js';
import type { EndpointDeps } from '../http/endpoint.js';
import type { Rooms } from '../rooms.js';
import type { Settings } from '../settings.js';
import type { Shares } from '../work/shares.js';
import { Callers } from './callers.js';
import { streamDoor } from './sse.js';
import { Subscriptions } from './subscriptions.js';
import { websocketDoor } from './websocket.js';

export interface LiveDeps extends EndpointDeps {
  server: GraphQLServer;
  settings: Settings;
  databaseUrl: string;
  /** Name of this process's connections. */
  application: string;
  rooms: Pick<Rooms, 'events' | 'ownEvents' | 'subscriptions'>;
  db: Db;
  connections: Connections;
  shares: Pick<Shares, 'replaysOf'>;
}

/** What stays open: the tail of the log, the subscriptions on it, and the two doors that lead to them. */
export async function openLive({ server, settings, databaseUrl, application, rooms, db, ...deps }: LiveDeps) {
  const { agencies, log, metrics } = deps;
  const reader = rooms.events;
  const faults = faultsOf(log);
  const tail = new LogTail({
    url: enduring(databaseUrl),
    application,
    onError: (err) => faults.report(err, 'the log cannot be read; it is tried again'),
    onForked: async ({ common, seen, epoch }) => {
      const why = `a hub had read the log up to position ${seen}, and found it to be another one behind ${common}`;
      const begun = { reason: 'FORKED' as const, why, beganAfter: common, lostThrough: seen, instead: epoch };
      await beginEpoch(db.background, begun);
    },
    onEpoch: (identity) => {
      rooms.events.know(identity);
      rooms.ownEvents.know(identity);
      const { id: epoch, beganAfter, reason, why } = identity.lineage.current;
      log.warn({ epoch, beganAfter, reason, why }, 'a new epoch of the log: what was behind this position is no more');
    },
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
  let otherHistories = 0;
  rooms.events.onAnother = (position) => {
    if (otherHistories++ === 0)
      log.error(
        { position },
        'a consumer has another event at this position: was the database put back to an earlier state, or does another copy of it serve? npx hub log restored --help',
      );
  };
  metrics.watchPush(() => ({
    ...push.size,
    streams: streams.size,
    position: tail.position,
    epochs: tail.log.lineage.path.length,
    otherHistories,
  }));
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
