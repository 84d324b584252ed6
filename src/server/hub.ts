import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { destination, pino } from 'pino';
import { connect, type Db } from '../../db/client.js';
import { type Keyring, openKeyring } from '../access/index.js';
import { compose, localSchema, routableSchema } from '../federation/index.js';
import { HubError } from '../kernel/errors.js';
import type { OpenDatabase } from './database.js';
import { doorsOf } from './doors.js';
import { graphqlEndpoint } from './endpoint.js';
import { foundCause, SAID } from './fault.cause.js';
import { type Faults, faultsOf } from './faults.js';
import { graphqlServer } from './graphql-server.js';
import { httpServer } from './http.js';
import { limitsOf } from './limits.js';
import { openLive } from './live.js';
import { metrics as newMetrics } from './metrics.js';
import { readiness } from './readiness.js';
import { openRooms } from './rooms.js';
import { type Settings, signingKeysOf } from './settings.js';
import { superviseDatabase } from './supervise.js';
import { webhookServices } from './webhooks.js';
import { startWorkers } from './workers.js';

export interface RunningHub {
  /** Base address, for example http://127.0.0.1:4000. */
  url: string;
  /** Lets running requests finish, then closes everything that the hub opened. */
  stop(): Promise<void>;
}

export interface HubOptions {
  settings: Settings;
  databaseUrl: string;
  /** Where the database is the embedded one: the hub starts it again when it dies. */
  own?: OpenDatabase['own'];
  /** Serve only this subgraph, at /graphql, as a router expects it. */
  subgraph?: string | undefined;
  /** Told each statement as it is sent to the database. */
  onStatement?: ((text: string) => void) | undefined;
}

/** Where a router finds the subgraphs, by default. */
export const subgraphUrl = (base: string) => (name: string) => `${base}/subgraphs/${name}`;

/** Starts the server over a migrated database. */
export async function startHub({ settings, databaseUrl, own, subgraph, onStatement }: HubOptions): Promise<RunningHub> {
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
    return await serveRooms({ settings, databaseUrl, own, subgraph }, db, application);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function serveRooms(
  { settings, databaseUrl, own, subgraph }: HubOptions,
  db: Db,
  application: string,
): Promise<RunningHub> {
  // On stderr: what a command prints on stdout is its result alone.
  const log = pino({ level: settings.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
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
  const faults = faultsOf(log);
  const supervisor = own && superviseDatabase(own, log);
  const notReady = readiness({
    ...{ databaseUrl, faults, dataFolder: own?.folder },
    parts: [
      () => (stopping ? 'the hub is stopping' : null),
      () => (supervisor?.down ? 'the embedded database is down; the hub starts it again' : null),
      () => keysFault(keyring, faults),
    ],
    behind: [() => (live.tail.away ? 'the log cannot be read' : null)],
  });
  faults.watch(notReady, (kind) => {
    // A connection keeps what it was told as it began: one that may write is a new one.
    if (kind === 'READ_ONLY') void cutConnections(databaseUrl, application);
  });
  const doors = doorsOf(rooms, deps, one?.name);
  const { server, app } = httpServer({ endpoints, metrics, doors, notReady, jwks: keyring.jwks });
  live.sockets.attach(server, '/graphql');
  try {
    await app.listen({ port: settings.PORT, host: settings.HOST });
  } catch (error) {
    supervisor?.stop();
    faults.stop();
    await Promise.allSettled([app.close(), live.close(), ...servers.map((s) => s.stop())]);
    throw error;
  }
  // Without descriptors a connection cannot be taken: it is told, and must not end the process.
  server.on('error', (error) => faults.report(error, 'a connection could not be taken'));
  const { port } = server.address() as AddressInfo;
  const host = settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST;
  log.info({ port, subgraph }, 'listening');
  // A process of another subgraph leaves the log's own work to those that serve the exchange.
  const workers =
    one && one.name !== 'exchange'
      ? undefined
      : startWorkers({ db, rooms, keyring, services, tail: live.tail, metrics, log, settings });

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
    const closed = Promise.all([app.close(), live.close(), ended]);
    server.closeIdleConnections();
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    // What waits for a database that does not answer is not waited for longer than for requests.
    await within(closed, settings.HUB_STOP_WITHIN_MS + LEAVING_MS);
    clearTimeout(hurry);
    clearInterval(sweep);
    faults.stop();
    await within(Promise.all(servers.map((s) => s.stop())), LEAVING_MS);
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
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

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
    await sql`select pg_terminate_backend(pid, 1000) from pg_stat_activity where application_name = ${application}`;
  } catch {
    // The database is away, and with it what ran there.
  }
  await close();
}
