import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connect, type Db } from '../../db/client.js';
import { clusterOf } from '../../db/pool.js';
import { type Keyring, openKeyring } from '../access/index.js';
import { compareWithWitness } from '../exchange/index.js';
import { watchKnownCodes } from '../reference/index.js';
import { watchClocks } from './background/clocks.js';
import { webhookServices } from './background/webhooks.js';
import { startWorkers } from './background/workers.js';
import type { OpenDatabase } from './database/open.js';
import { readsOf } from './database/reads.js';
import { superviseDatabase } from './database/supervise.js';
import { documentCheck, documentSettings, printedApi, reportBroken } from './documents/index.js';
import { doorsOf } from './doors/doors.js';
import { httpServer } from './doors/http-server.js';
import { metricsReader, openMetricsPort } from './doors/metrics.door.js';
import { openEndpoints } from './endpoints.js';
import { foundCause, SAID } from './faults/fault.cause.js';
import { type Faults, faultsOf } from './faults/faults.js';
import { readiness } from './faults/readiness.js';
import { Bodies } from './http/bodies.js';
import { Connections } from './http/connections.js';
import { deadlines as newDeadlines } from './http/deadline.js';
import { Imports } from './imports/imports.js';
import { openLive } from './live/live.js';
import { openRooms } from './rooms.js';
import { clockLimitsOf, type Settings, signingKeysOf, witnessOf } from './settings.js';
import { openLog } from './watch/log.js';
import { type Metrics, metrics as newMetrics } from './watch/metrics.js';

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
  /** Where the database is the embedded one: the hub starts it again when it dies. */
  own?: OpenDatabase['own'];
  /** Serve only this subgraph, at /graphql, as a router expects it. */
  subgraph?: string | undefined;
  /** Told each statement as it is sent to the database. */
  onStatement?: ((text: string) => void) | undefined;
  /** Begin the heavy thread at once, and not when it is first needed. */
  warm?: boolean | undefined;
  /** Told each statement that nobody waits for, beside those of the hub's own work. */
  onNobodys?: ((text: string) => void) | undefined;
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Starts the server over a migrated database. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const { databaseUrl, subgraph } = options;
  // A name of its own in pg_stat_activity, by which its connections are found again.
  const application = `${subgraph ? `hub ${subgraph}` : 'hub'} ${randomBytes(4).toString('hex')}`;
  const metrics = newMetrics();
  const connection = connectionOf(options, application, metrics);
  const db = connect({ url: databaseUrl, ...connection });
  try {
    return await serveRooms(options, db, connection, metrics);
  } catch (error) {
    await db.close();
    throw error;
  }
}

function connectionOf({ settings, onStatement, onNobodys }: HubOptions, application: string, metrics: Metrics) {
  return {
    max: settings.HUB_DB_CONNECTIONS,
    checks: settings.HUB_DB_CHECK_CONNECTIONS,
    recorders: settings.HUB_DB_CHECK_CONNECTIONS,
    background: { max: 2, writers: 2, statementTimeout: settings.HUB_STATEMENT_TIMEOUT_MS },
    application,
    // Where a request is given up, so is what it asked, even if no cancel arrives.
    statementTimeout: Math.min(settings.HUB_STATEMENT_TIMEOUT_MS, settings.HUB_REQUEST_WITHIN_MS),
    onCancelled: () => metrics.cancelled.inc(),
    ...(onStatement ? { onStatement } : {}),
    onNobodys,
  };
}

async function serveRooms(
  { settings, databaseUrl, own, log = openLog(settings), subgraph, onStatement, warm }: HubOptions,
  db: Db,
  connection: ReturnType<typeof connectionOf>,
  metrics: Metrics,
): Promise<RunningHub> {
  const { application } = connection;
  const keyring = openKeyring(signingKeysOf(settings));
  const services = webhookServices(settings, keyring);
  const check = documentCheck(printedApi, documentSettings(settings));
  const given = { webhooks: services, keyring, screenings: screeningsOf(settings), documents: check };
  const rooms = await openRooms(db, given);
  const { agencies } = rooms;
  const clocks = watchClocks({ db, log, metrics, limits: clockLimitsOf(settings) });
  await clocks.start();
  const codes = watchKnownCodes(db, db.background);
  const deadlines = newDeadlines(settings.HUB_REQUEST_WITHIN_MS, metrics);
  const deps = { agencies, log, metrics, bodies: new Bodies(settings, metrics.doors), deadlines };
  // Nobody asks before the tail has begun.
  const seen = () => ({ position: live.tail.position, epoch: live.tail.log.lineage.current.id });
  const reached = clusterOf(databaseUrl) ? (position: number) => rooms.events.reached(position) : undefined;
  const reads = readsOf(settings, connection, { seen, reached, counted: (place) => metrics.reads.inc({ place }) });
  if (reads && settings.HUB_READ_DATABASE_URL) metrics.watchReads(() => reads.lags);
  const behind = { settings, databaseUrl, subgraph, onStatement, rooms, application, reads, seen };
  const graphql = await openEndpoints({ ...deps, ...behind });
  const { main, endpoints, shares } = graphql;

  if (!subgraph || subgraph === 'exchange') await compareWithWitness(db.background, witnessOf(settings));
  const connections = new Connections(settings, metrics.doors);
  const live = await openLive({
    ...deps,
    db,
    server: main,
    settings,
    databaseUrl,
    application,
    rooms,
    connections,
    shares,
  });
  endpoints.set('/graphql/stream', live.streams.handle);

  let stopping = false;
  const faults = faultsOf(log);
  const supervisor = own && superviseDatabase(own, log);
  const notReady = readiness({
    ...{ databaseUrl, faults, dataFolder: own?.folder },
    parts: [
      () => (stopping ? 'the hub is stopping' : null),
      () => (supervisor?.down ? 'the embedded database is down; the hub starts it again' : null),
      () => keysFault(keyring, faults),
    ],
    clock: () => clocks.reason(),
    behind: [() => (live.tail.away ? 'the log cannot be read' : null)],
  });
  faults.watch(notReady, (kind) => {
    // A connection keeps what it was told as it began: one that may write is a new one.
    if (kind === 'READ_ONLY') void cutConnections(databaseUrl, application);
  });
  const imports = new Imports({ db, databaseUrl, application, registers: rooms, settings, log });
  const doors = doorsOf(rooms, { ...deps, connections, settings, shares, imports }, subgraph);
  const readMetrics = metricsReader(metrics, settings);
  const onLateHead = () => metrics.doors.cut.inc({ kind: 'head' });
  const http = { endpoints, metrics: readMetrics, onLateHead, log, doors, notReady, jwks: keyring.jwks, settings };
  const { server, app } = httpServer(http);
  connections.attach(server);
  live.sockets.attach(server, '/graphql');
  let watched: Awaited<ReturnType<typeof openMetricsPort>> = null;
  try {
    watched = await openMetricsPort(readMetrics, settings);
    await app.listen({ port: settings.PORT, host: settings.HOST });
  } catch (error) {
    supervisor?.stop();
    faults.stop();
    void clocks.stop();
    void codes.stop();
    await Promise.allSettled([watched?.close(), app.close(), live.close(), graphql.stop(), reads?.close()]);
    throw error;
  }
  // Without descriptors a connection cannot be taken: it is told, and must not end the process.
  server.on('error', (error) => faults.report(error, 'a connection could not be taken'));
  const { port } = server.address() as AddressInfo;
  const host = inUrl(settings.HOST);
  log.info({ port, subgraph, metricsPort: watched?.port }, 'listening');
  if (warm) graphql.warm().catch((err) => log.warn({ err }, 'the heavy thread did not begin; it is tried again'));
  if (!subgraph) void reportBroken(rooms.operations, check, log);
  // A process of another subgraph leaves the log's own work to those that serve the exchange.
  const workers =
    subgraph && subgraph !== 'exchange'
      ? undefined
      : startWorkers({ imports, db: db.background, rooms, keyring, services, tail: live.tail, metrics, log, settings });

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping = true;
    supervisor?.stop();
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
    // What waits for a database that does not answer is not waited for longer than for requests.
    await within(closed, settings.HUB_STOP_WITHIN_MS + LEAVING_MS);
    clearTimeout(hurry);
    clearInterval(sweep);
    faults.stop();
    await within(Promise.all([clocks.stop(), codes.stop()]), LEAVING_MS);
    await within(Promise.all([graphql.stop(), reads?.close()]), 2 * LEAVING_MS);
    // What was written last is signed before the hub leaves, unless its time is over.
    if (!late) await workers?.sign();
    // What still runs when the time is over has lost its caller already. The pool takes seconds to notice.
    if (late) await within(cutConnections(databaseUrl, application), LEAVING_MS);
    const left = db.close();
    if (!late) await within(left, 2 * LEAVING_MS);
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

/** A file of keys that cannot be used is told as a fault, whoever looks first. */
function keysFault(keyring: Keyring, faults: Faults): string | null {
  const message = keyring.fault();
  if (message === null) return null;
  faults.met(foundCause('KEYS', 'KEYS_UNUSABLE', message));
  return SAID.KEYS;
}

/** What must not keep a stopping hub: each of its last steps is left behind after this time. */
const LEAVING_MS = 500;
const within = (work: Promise<unknown>, ms: number): Promise<unknown> =>
  Promise.race([work.catch(() => {}), pause(ms, undefined, { ref: false })]);

async function cutConnections(url: string, application: string): Promise<void> {
  const { sql, close } = connect({ url, max: 1, application: 'hub stopping' });
  try {
    await sql`select pg_terminate_backend(pid, 1000) from pg_stat_activity where application_name = ${application} or application_name in (${`${application} heavy`}, ${`${application} imports`})`;
  } catch {
    // The database is away, and with it what ran there.
  }
  await close();
}
