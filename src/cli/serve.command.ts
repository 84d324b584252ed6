import type { Logger } from 'pino';
import {
  type OpenDatabase,
  readSettings,
  requireDatabase,
  requireMigrated,
  type Settings,
  SettingsError,
} from '../server/core.js';
import type { RunningHub } from '../server/index.js';
import { live } from './life.js';
import type { Output } from './terminal/output.js';

/** Starts the server, whose rooms are loaded now; a HOST that is no address is the setting's fault, not the database's. */
export async function listening(
  settings: Settings,
  { url, own }: Pick<OpenDatabase, 'url' | 'own'>,
  { subgraph, log = undefined }: { subgraph?: string | undefined; log?: Logger | undefined } = {},
): Promise<RunningHub> {
  const { openLog, startHub, takeOutput } = await import('../server/index.js');
  const written = log ?? openLog(settings);
  takeOutput(written);
  try {
    return await startHub({ settings, databaseUrl: url, own, log: written, subgraph, warm: true });
  } catch (error) {
    const { syscall, hostname } = error as { syscall?: string; hostname?: string };
    const { HOST } = settings;
    if (syscall !== 'getaddrinfo' || hostname !== HOST) throw error;
    throw new SettingsError(`HOST=${HOST} is no address of this machine and no name that resolves; correct HOST`);
  }
}

/** `hub serve`: the server over a migrated database, until a signal stops it. A machine reads its stderr: its words are log lines. */
export async function serve(out: Output, { subgraph }: { subgraph?: string | undefined }): Promise<void> {
  const settings = readSettings();
  requireDatabase(settings);
  const { openLog } = await import('../server/index.js');
  const log = openLog(settings);
  const logging = { ...out, say: (line: string) => log.info(line.replace(/^hub: /, '')) };
  await live(logging, settings, async (database, { next }) => {
    await requireMigrated(database.url);
    next();
    const hub = await listening(settings, database, { subgraph, log });
    const what = subgraph ? `subgraph ${subgraph}` : 'GraphQL';
    out.result({ url: hub.url, graphql: `${hub.url}/graphql` }, `${what} ${hub.url}/graphql`);
    return hub;
  });
}
