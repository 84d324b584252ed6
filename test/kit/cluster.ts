import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';
import { postmaster } from '../../db/postmaster.js';
import { afterFile } from './after-file.js';
import { temporaryFolder } from './folder.js';
import { until } from './until.js';

/** One server of a test's own cluster. */
export interface Server {
  port: number;
  /** Its address alone. */
  url: string;
  start(): Promise<void>;
  /** SIGKILL: it says nothing to anybody. */
  kill(): Promise<void>;
  promote(): Promise<void>;
  /** Runs one statement over a connection of its own. */
  ask(text: string): Promise<postgres.Row[]>;
}

/** Only as much as two small servers need. */
const FLAGS = { shared_buffers: '32MB', fsync: 'off', max_wal_size: '128MB', min_wal_size: '64MB' };

/**
 * A migrated primary and so many standbys that follow it, of the embedded PostgreSQL: a standby is a copy of the folder at rest.
 * All are killed after the file.
 */
export async function cluster(standbys: number): Promise<{ servers: Server[]; url(...order: Server[]): string }> {
  const path = temporaryFolder();
  const first = await startEmbedded(path('0'), FLAGS);
  await migrateDatabase(first.url);
  await first.release();
  const { username, password } = new URL(first.url);
  const servers: Server[] = [];
  const open = async (number: number, follows: Server | null): Promise<Server> => {
    const folder = path(String(number));
    const data = join(folder, 'pg');
    if (follows) writeFileSync(join(data, 'standby.signal'), '');
    const conninfo = follows && `host=127.0.0.1 port=${follows.port} user=${username} password=${password}`;
    const flags = { ...FLAGS, ...(conninfo ? { primary_conninfo: conninfo } : {}) };
    // One that was killed comes back at the port that it had.
    const start = async () => (await startEmbedded(folder, flags)).url;
    afterFile(() => kill());
    const ask = async (text: string) => {
      const sql = postgres(url, { max: 1, onnotice() {}, connection: { application_name: 'test' } });
      return await sql.unsafe(text).finally(() => sql.end({ timeout: 0.5 }));
    };
    const kill = async () => {
      const running = postmaster(data);
      if (!running) return;
      process.kill(running.pid, 'SIGKILL');
      await until(() => postmaster(data) === null);
    };
    const url = await start();
    return {
      ...{ port: Number(new URL(url).port), url, ask, kill },
      start: async () => void (await start()),
      promote: async () => {
        await ask('select pg_promote()');
      },
    };
  };
  // Copied at rest, before the first starts again.
  for (let i = 1; i <= standbys; i++) cpSync(path('0'), path(String(i)), { recursive: true });
  const primary = await open(0, null);
  servers.push(primary);
  for (let i = 1; i <= standbys; i++) servers.push(await open(i, primary));
  const hosts = (order: Server[]) => order.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return { servers, url: (...order) => `postgres://${username}:${password}@${hosts(order)}/postgres` };
}
