import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { connect, type Db, enduring } from '../../db/client.js';
import { migrationState } from '../../db/migrate.js';
import { openKeyring } from '../access/index.js';
import { compose, localSchema, routableSchema } from '../federation/index.js';
import { HubError } from '../kernel/errors.js';
import { doorsOf } from './doors.js';
import { graphqlEndpoint } from './endpoint.js';
import { graphqlServer } from './graphql-server.js';
import { httpServer } from './http.js';
import { limitsOf } from './limits.js';
import { openLive } from './live.js';
import { openLog } from './log.js';
import { metrics as newMetrics } from './metrics.js';
import { metricsReader, openMetricsPort } from './metrics-door.js';
import { openRooms } from './rooms.js';
import { type Settings, signingKeysOf } from './settings.js';
import { webhookServices } from './webhooks.js';
import { startWorkers } from './workers.js';

export interface RunningHub {
  /** Base address, for example http://127.0.0.1:4000. */
  url: string;
  /** Address of the metrics on a port of their own, where HUB_METRICS_PORT is set. */
  metricsUrl?: string;
  /** Lets running requests finish, then closes everything that the hub opened. */
  stop(): Promise<void>;
}

export interface HubOptions {
  settings: Settings;
  databaseUrl: string;
  /** Where it logs; left out: a log of its own, by LOG_LEVEL. */
  log?: Logger | undefined;
  /** Serve only this subgraph, at /graphql, as a router expects it. */
  subgraph?: string | undefined;
  /** Told each statement as it is sent to the database. */
  onStatement?: ((text: string) => void) | undefined;
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Where a router finds the subgraphs, by default. */
export const subgraphUrl = (base: string) => (name: string) => `${base}/subgraphs/${name}`;

/** Starts the server over a migrated database. */
export async function startHub({ settings, databaseUrl, log, subgraph, onStatement }: HubOptions): Promise<RunningHub> {
  // A name of its own in pg_stat_activity, by which its connections are found again.
  const application = `${subgraph ? `hub ${subgraph}` : 'hub'} ${randomBytes(4).toString('hex')}`;
  const db = connect({
    url: databaseUrl,
    max: settings.HUB_DB_CONNECTIONS,
    application,
    statementTimeout: settings.HUB_STATEMENT_TIMEOUT_MS,
    ...(onStatement ? { onStatement } : {}),
  });
  try {
    return await serveRooms({ settings, databaseUrl, log, subgraph }, db, application);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function serveRooms(
  { settings, databaseUrl, log = openLog(settings), subgraph }: HubOptions,
  db: Db,
  application: string,
): Promise<RunningHub> {
  const metrics = newMetrics();
  const keyring = openKeyring(signingKeysOf(settings));
  const services = webhookServices(settings, keyring);
  const rooms = await openRooms(db, { webhooks: services, keyring });
  const { agencies, subgraphs } = rooms;
  const limits = limitsOf(settings);
  const deps = { agencies, log, metrics, bodyLimit: settings.HUB_BODY_LIMIT_BYTES };
  const served = subgraph ? subgraphs.filter((s) => s.name === subgraph) : subgraphs;
  if (served.length === 0) {
    const names = subgraphs.map((s) => s.name).join(', ');
    throw new HubError('BAD_USER_INPUT', `there is no subgraph ${subgraph}; there is ${names}`);
  }
  const one = subgraph ? served[0] : undefined;
  const schema = one ? routableSchema(one) : localSchema(compose(subgraphs, subgraphUrl('')).apiSdl, subgraphs);
  const main = await graphqlServer(schema, log, limits);
  const servers = [main];
  const endpoints = new Map([['/graphql', graphqlEndpoint(main, deps)]]);
  if (settings.HUB_SERVE_SUBGRAPHS && !one) {
    for (const s of subgraphs) {
      const server = await graphqlServer(routableSchema(s), log, limits);
      servers.push(server);
      endpoints.set(`/subgraphs/${s.name}`, graphqlEndpoint(server, deps));
    }
  }

  const live = await openLive({ ...deps, server: main, settings, databaseUrl, application, rooms });
  endpoints.set('/graphql/stream', live.streams.handle);

  let stopping = false;
  let probe: Promise<string | null> | undefined;
  const notReady = async () => {
    if (stopping) return 'the hub is stopping';
    // Probes that come together share one look, which takes a connection of its own.
    probe ??= probeDatabase(enduring(databaseUrl)).finally(() => {
      probe = undefined;
    });
    return probe;
  };
  const doors = doorsOf(rooms, deps, one?.name);
  const readMetrics = metricsReader(metrics, settings);
  const { server, app } = httpServer({ endpoints, metrics: readMetrics, log, doors, notReady, jwks: keyring.jwks });
  live.sockets.attach(server, '/graphql');
  let watched: Awaited<ReturnType<typeof openMetricsPort>> = null;
  try {
    watched = await openMetricsPort(readMetrics, settings);
    await app.listen({ port: settings.PORT, host: settings.HOST });
  } catch (error) {
    await Promise.allSettled([watched?.close(), app.close(), live.close(), ...servers.map((s) => s.stop())]);
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const host = inUrl(settings.HOST);
  log.info({ port, subgraph, metricsPort: watched?.port }, 'listening');
  // A process of another subgraph leaves the log's own work to those that serve the exchange.
  const workers =
    one && one.name !== 'exchange'
      ? undefined
      : startWorkers({ db, rooms, keyring, services, tail: live.tail, metrics, log, settings });

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping = true;
    log.info('stopping');
    let late = false;
    const hurry = setTimeout(() => {
      late = true;
      live.sockets.terminate();
      server.closeAllConnections();
    }, settings.HUB_STOP_WITHIN_MS);
    const ended = workers?.stop();
    const closed = Promise.all([app.close(), watched?.close(), live.close(), ended]);
    server.closeIdleConnections();
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    await closed;
    clearTimeout(hurry);
    clearInterval(sweep);
    await Promise.all(servers.map((s) => s.stop()));
    // What was written last is signed before the hub leaves, unless its time is over.
    if (!late) await workers?.sign();
    // What still runs when the time is over has lost its caller already. The pool takes seconds to notice.
    if (late) await cutConnections(databaseUrl, application);
    const left = db.close();
    if (!late) await left;
    log.info('stopped');
  };
  return {
    url: `http://${host}:${port}`,
    ...(watched ? { metricsUrl: `http://${inUrl(settings.HUB_METRICS_HOST)}:${watched.port}/metrics` } : {}),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function cutConnections(url: string, application: string): Promise<void> {
  const { sql, close } = connect({ url, max: 1, application: 'hub stopping' });
  try {
    await sql`select pg_terminate_backend(pid, 1000) from pg_stat_activity where application_name = ${application}`;
  } catch {
    // The database is away, and with it what ran there.
  }
  await close();
}

async function probeDatabase(url: string): Promise<string | null> {
  try {
    const { pending } = await migrationState(url);
    return pending.length > 0 ? 'unapplied migrations; run: npx hub migrate' : null;
  } catch {
    return 'the database does not answer';
  }
}
