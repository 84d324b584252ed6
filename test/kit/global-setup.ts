import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject, TestSpecification } from 'vitest/node';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';
import { dumpStructure } from '../../scripts/structure.js';
import { projectRoot } from '../../src/kernel/project.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run; its database `template_hub` is migrated and cloned for each test file. */
    databaseUrl: string;
    /** File of the signing keys of this run's hubs; the first of them makes it. */
    signingKeys: string;
  }
}

interface Server {
  url: string;
  signingKeys: string;
  /** Makes the template again where the migrations have changed since. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

/** The kinds of tests each load this module, and share one server; the last of them stops it. */
const shared = globalThis as { hubTestServer?: { server: Promise<Server>; users: number } | undefined };

/** One PostgreSQL for the whole run: the embedded one, or a fresh database server named by HUB_TEST_DATABASE_URL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.hubTestServer ??= { server: start(), users: 0 };
  const held = shared.hubTestServer;
  held.users++;
  const { url, signingKeys, renew, stop } = await held.server;
  project.provide('databaseUrl', url);
  project.provide('signingKeys', signingKeys);
  project.onTestsRerun(async (files) => {
    await renew();
    buildFor(files.filter((f) => f.project === project));
  });
  return async () => {
    if (--held.users > 0) return;
    shared.hubTestServer = undefined;
    await stop();
  };
}

async function start(): Promise<Server> {
  const given = process.env.HUB_TEST_DATABASE_URL;
  const folder = mkdtempSync(join(tmpdir(), 'hub-test-'));
  // Nothing here survives a crash of the machine, so nothing need be flushed to disk.
  const flags = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const embedded = given ? null : await startEmbedded(folder, flags);
  const url = given ?? (embedded?.url as string);
  let made = '';
  const renew = async () => {
    const now = fingerprint();
    if (now !== made) await makeTemplate(url);
    made = now;
  };
  await renew();
  return {
    url,
    signingKeys: join(folder, 'signing-keys.json'),
    renew,
    stop: async () => {
      await embedded?.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(server: string): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice() {} });
  await sql.unsafe('drop database if exists template_hub');
  await sql.unsafe("create database template_hub encoding 'UTF8' template template0");
  await sql.end();
  const url = withDatabase(server, 'template_hub');
  await migrateDatabase(url);
  const template = postgres(url, { max: 1, onnotice() {} });
  const [version] = await template`select current_setting('server_version_num')::int / 10000 major`;
  // Other versions print the same structure in other words.
  const printed = version?.major === 18 ? await dumpStructure(template) : null;
  await template.end();
  // What a test did there would be in the database of every file after it.
  const closing = postgres(server, { max: 1, onnotice() {} });
  await closing.unsafe('alter database template_hub allow_connections false');
  await closing.end();
  if (printed !== null && printed !== readFileSync(join(projectRoot, 'db/structure.sql'), 'utf8'))
    process.stderr.write(
      'hub: WARNING db/structure.sql is not what the migrations make; print it: npm run structure\n',
    );
}

/** Of the migrations and the reference tables, by content. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of ['db/migrations', 'db/reference', 'db/policies']) {
    for (const entry of readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.digest('hex');
}

/** Tests that start processes of the hub run what is built: it is built again where one of them runs again. */
function buildFor(files: readonly TestSpecification[]): void {
  if (!files.some((f) => /kit\/process/.test(readFileSync(f.moduleId, 'utf8')))) return;
  const build = "import('./scripts/setup.mjs').then(({ setup }) => setup())";
  spawnSync(process.execPath, ['-e', build], { cwd: projectRoot, stdio: 'inherit' });
}

export function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}
