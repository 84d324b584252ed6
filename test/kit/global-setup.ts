import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../db/embedded.js';
import { migrateDatabase } from '../../db/migrate.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run; its database `template_hub` is migrated and cloned for each test file. */
    databaseUrl: string;
    /** File of the signing keys of this run's hubs; the first of them makes it. */
    signingKeys: string;
  }
}

/** One PostgreSQL for the whole run: the embedded one, or a fresh database server named by HUB_TEST_DATABASE_URL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.HUB_TEST_DATABASE_URL;
  const folder = mkdtempSync(join(tmpdir(), 'hub-test-'));
  // Nothing here survives a crash of the machine, so nothing need be flushed to disk.
  const flags = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const embedded = given ? null : await startEmbedded(folder, flags);
  const url = given ?? (embedded?.url as string);
  const sql = postgres(url, { max: 1, onnotice() {} });
  await sql.unsafe('drop database if exists template_hub');
  await sql.unsafe("create database template_hub encoding 'UTF8' template template0");
  await sql.end();
  await migrateDatabase(withDatabase(url, 'template_hub'));
  project.provide('databaseUrl', url);
  project.provide('signingKeys', join(folder, 'signing-keys.json'));
  return async () => {
    await embedded?.release();
    rmSync(folder, { recursive: true, force: true });
  };
}

export function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}
