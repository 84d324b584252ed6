import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';
import { projectRoot } from '../../src/kernel/project.js';
import { SEED } from './chance.js';
import { runFailover } from './failover/failover.js';
import { failoverMarkdown } from './failover/report.js';
import { Pair } from './failover/servers.js';
import { readFailoverSettings } from './failover/settings.js';
import { runHostile } from './hostile/hostile.js';
import { hostileMarkdown, LEAST_AFTERWARDS } from './hostile/report.js';
import { readHostileSettings } from './hostile/settings.js';
import { markdown } from './report.js';
import { readSettings } from './settings.js';
import { runSoak } from './soak.js';

/** Made anew for each soak; git ignores it. */
const FOLDER = join(projectRoot, '.soak');
const say = (line: string) => void process.stderr.write(`soak: ${line}\n`);

async function main(): Promise<void> {
  const [which, ...rest] = process.argv.slice(2);
  if (which === 'hostile') return hostile(rest);
  if (which === 'failover') return failover(rest);
  const settings = readSettings(process.argv.slice(2));
  if (!settings) return;
  const { events, kills, writers, holdMs, hubs } = settings;
  const title = `Soak: ${events.toLocaleString('en')} events, ${writers} writers with transactions held up to ${holdMs / 1000} s, ${hubs} hub processes, ${kills} kills`;
  say(`${title} (SEED=${SEED})`);
  await onDatabase(async (place) => {
    const result = await runSoak({ ...settings, ...place, say });
    process.stdout.write(markdown(title, result));
    if (result.failures.length > 0) process.exitCode = 1;
  });
}

/** `npm run soak -- hostile`: the adversary in the house. */
async function hostile(argv: string[]): Promise<void> {
  const settings = readHostileSettings(argv);
  if (!settings) return;
  const title = `Adversary: ${settings.requests.toLocaleString('en')} hostile requests beside a bank’s checks`;
  say(`${title} (SEED=${SEED})`);
  await onDatabase(async (place) => {
    const result = await runHostile({ ...settings, ...place, say });
    process.stdout.write(hostileMarkdown(title, result));
    if (result.failures.length > 0 || result.throughput.after < LEAST_AFTERWARDS * result.throughput.before)
      process.exitCode = 1;
  });
}

/** `npm run soak -- failover`: the database changes places. */
async function failover(argv: string[]): Promise<void> {
  const settings = readFailoverSettings(argv);
  if (!settings) return;
  const { promotions, writers, hubs } = settings;
  const title = `Failover: ${promotions} promotions under ${writers} writers over ${hubs} hubs`;
  say(`${title} (SEED=${SEED})`);
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopped.abort());
  const pair = await Pair.start();
  try {
    await migrateDatabase(pair.url);
    const result = await runFailover({ ...settings, pair, say, signal: stopped.signal });
    process.stdout.write(failoverMarkdown(title, result));
    if (result.failures.length > 0) process.exitCode = 1;
  } finally {
    await pair.end();
  }
}

/** A PostgreSQL of the soak's own, with a migrated database; a signal ends the work, and the server with it. */
async function onDatabase(
  work: (place: { databaseUrl: string; signingKeys: string; signal: AbortSignal }) => Promise<void>,
): Promise<void> {
  // A server left by a soak that was killed would still be at work on the files.
  if (existsSync(FOLDER)) await (await startEmbedded(FOLDER)).release();
  rmSync(FOLDER, { recursive: true, force: true });
  const database = await startEmbedded(FOLDER, { max_connections: '200', shared_buffers: '1GB', max_wal_size: '8GB' });
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopped.abort());
  try {
    await migrateDatabase(database.url);
    const signingKeys = join(FOLDER, 'signing-keys.json');
    await work({ databaseUrl: database.url, signingKeys, signal: stopped.signal });
  } finally {
    await database.release();
  }
}

await main();
