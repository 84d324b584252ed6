import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { connect, type Db, enduring } from '../../db/client.js';
import { migrationState } from '../../db/migrate.js';
import { openKeyring } from '../access/index.js';
import { Bodies } from './bodies.js';
import { Connections } from './connections.js';
import { Documents, documentSettings } from './documents/index.js';
import { doorsOf } from './doors.js';
import { graphqlEndpoint } from './endpoint.js';
import { gate } from './gate.js';
import { type GraphQLServer, graphqlServer } from './graphql-server.js';
import { HeavyThread } from './heavy/heavy.js';
import { httpServer } from './http.js';
import { limitsOf } from './limits.js';
import { openLive } from './live.js';
import { openLog } from './log.js';
import { metrics as newMetrics } from './metrics.js';
import { metricsReader, openMetricsPort } from './metrics-door.js';
import { openRooms } from './rooms.js';
import { MAIN, schemasOf } from './schemas.js';
import { type Settings, signingKeysOf } from './settings.js';
import { Shares } from './shares/shares.js';
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
  /** Begin the heavy thread at once, and not when it is first needed. */
  warm?: boolean | undefined;
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Starts the server over a migrated database. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const { settings, databaseUrl, subgraph, onStatement } = options;
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
    return await serveRooms(options, db, application);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function serveRooms(
  { settings, databaseUrl, log = openLog(settings), subgraph, onStatement, warm }: HubOptions,
  db: Db,
  application: string,
): Promise<RunningHub> {
  const metrics = newMetrics();
  const keyring = openKeyring(signingKeysOf(settings));
  const services = webhookServices(settings, keyring);
  const rooms = await openRooms(db, { webhooks: services, keyring, screenings: screeningsOf(settings) });
  const { agencies, subgraphs } = rooms;
  const limits = limitsOf(settings);
  const documentsOf = (schema: GraphQLSchema) =>
    new Documents(schema, documentSettings(settings), {
      verdict: (verdict) => metrics.documents.inc({ verdict }),
      refused: (limit) => metrics.documentsRefused.inc({ limit }),
    });
  const deps = { agencies, log, metrics, bodies: new Bodies(settings, metrics.doors) };
  const shares = new Shares(settings, (by) => metrics.refused.inc({ by }));
  const heavy = settings.HUB_HEAVY_THREAD
    ? new HeavyThread({ settings, databaseUrl, application: `${application} heavy`, subgraph, log, onStatement })
    : null;
  const servers = new Map<string, GraphQLServer>();
  const endpoints = new Map<string, ReturnType<typeof graphqlEndpoint>>();
  for (const [name, schema] of schemasOf(subgraphs, subgraph ?? null, settings.HUB_SERVE_SUBGRAPHS)) {
    const own = gate({ shares, heavy, schema: name, lightCost: settings.HUB_LIGHT_COST });
    const server = await graphqlServer(schema, log, limits, documentsOf(schema), own);
    servers.set(name, server);
    endpoints.set(name === MAIN ? '/graphql' : `/subgraphs/${name}`, graphqlEndpoint(server, deps));
  }
  const main = servers.get(MAIN) as GraphQLServer;
  metrics.watchShares(() => ({ lanes: shares.lanes, heavy: heavy?.size ?? 0 }));

  const connections = new Connections(settings, metrics.doors);
  const live = await openLive({ ...deps, server: main, settings, databaseUrl, application, rooms, connections });
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
  const doors = doorsOf(rooms, { ...deps, connections, settings }, subgraph);
  const readMetrics = metricsReader(metrics, settings);
  const onLateHead = () => metrics.doors.cut.inc({ kind: 'head' });
  const http = { endpoints, metrics: readMetrics, onLateHead, doors, notReady, jwks: keyring.jwks, settings };
  const { server, app } = httpServer(http);
  connections.attach(server);
  live.sockets.attach(server, '/graphql');
  let watched: Awaited<ReturnType<typeof openMetricsPort>> = null;
  try {
    watched = await openMetricsPort(readMetrics, settings);
    await app.listen({ port: settings.PORT, host: settings.HOST });
  } catch (error) {
    const opened = [...servers.values()].map((s) => s.stop());
    await Promise.allSettled([watched?.close(), app.close(), live.close(), ...opened, heavy?.stop()]);
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const host = inUrl(settings.HOST);
  log.info({ port, subgraph, metricsPort: watched?.port }, 'listening');
  if (warm) heavy?.warm().catch((err) => log.warn({ err }, 'the heavy thread did not begin; it is tried again'));
  // A process of another subgraph leaves the log's own work to those that serve the exchange.
  const workers =
    subgraph && subgraph !== 'exchange'
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
    await Promise.all([...servers.values()].map((s) => s.stop()));
    await heavy?.stop();
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

const screeningsOf = ({ HUB_SCREENINGS: all, HUB_SCREENINGS_PER_AGENCY: ofAgency }: Settings) => ({ all, ofAgency });

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
