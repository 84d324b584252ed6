import {
  type HubOptions,
  openDatabase,
  type RunningHub,
  readSettings,
  requireMigrated,
  SettingsError,
  startHub,
} from '../server/index.js';
import type { Output } from './output.js';

/** A signal repeated within this time is the same one: a terminal and npm both pass Ctrl-C on. */
const SAME_SIGNAL_MS = 1_500;

/** Resolves at the first SIGINT, SIGTERM or SIGHUP (the terminal was closed); a later one ends the process at once. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((done) => {
    let first = 0;
    const on = (signal: NodeJS.Signals) => {
      if (!first) {
        first = Date.now();
        done(signal);
      } else if (Date.now() - first > SAME_SIGNAL_MS) process.exit(130);
    };
    process.on('SIGINT', on).on('SIGTERM', on).on('SIGHUP', on);
    // With the terminal its lines are lost; that must not keep the database from being stopped.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  });
}

/** Starts the server; a HOST that is no address is the setting's fault, not the database's. */
export async function listening(options: HubOptions): Promise<RunningHub> {
  try {
    return await startHub(options);
  } catch (error) {
    const { syscall, hostname } = error as { syscall?: string; hostname?: string };
    const { HOST } = options.settings;
    if (syscall !== 'getaddrinfo' || hostname !== HOST) throw error;
    throw new SettingsError(`HOST=${HOST} is no address of this machine and no name that resolves; correct HOST`);
  }
}

/** `hub serve`: the server over a migrated database, until a signal stops it. */
export async function serve(out: Output, options: { subgraph?: string | undefined }): Promise<void> {
  const settings = readSettings();
  const stopped = untilStopped();
  const database = await openDatabase(settings);
  try {
    await requireMigrated(database.url);
    const hub = await listening({ settings, databaseUrl: database.url, subgraph: options.subgraph });
    const what = options.subgraph ? `subgraph ${options.subgraph}` : 'GraphQL';
    out.result({ url: hub.url, graphql: `${hub.url}/graphql` }, `${what} ${hub.url}/graphql`);
    await stopped;
    await hub.stop();
  } finally {
    await database.release();
  }
}
