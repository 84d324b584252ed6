import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';
import { projectRoot } from '../../src/kernel/project.js';
import { SEED } from './chance.js';
import { markdown } from './report.js';
import { readSettings } from './settings.js';
import { runSoak } from './soak.js';

/** Made anew for each soak; git ignores it. */
const FOLDER = join(projectRoot, '.soak');
const say = (line: string) => void process.stderr.write(`soak: ${line}\n`);

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  if (!settings) return;
  const { events, kills, writers, holdMs, hubs } = settings;
  const title = `Soak: ${events.toLocaleString('en')} events, ${writers} writers with transactions held up to ${holdMs / 1000} s, ${hubs} hub processes, ${kills} kills`;
  say(`${title} (SEED=${SEED})`);
  // A server left by a soak that was killed would still be at work on the files.
  if (existsSync(FOLDER)) await (await startEmbedded(FOLDER)).release();
  rmSync(FOLDER, { recursive: true, force: true });
  const database = await startEmbedded(FOLDER, { max_connections: '200', shared_buffers: '1GB', max_wal_size: '8GB' });
  const signingKeys = join(FOLDER, 'signing-keys.json');
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopped.abort());
  try {
    await migrateDatabase(database.url);
    const { signal } = stopped;
    const result = await runSoak({ ...settings, databaseUrl: database.url, signingKeys, say, signal });
    process.stdout.write(markdown(title, result));
    if (result.failures.length > 0) process.exitCode = 1;
  } finally {
    await database.release();
  }
}

await main();
