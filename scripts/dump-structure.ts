import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbedded } from '../db/embedded.js';
import { migrateDatabase } from '../db/migrate.js';
import { projectRoot } from '../src/kernel/project.js';
import { dumpStructure } from './structure.js';

/** `npm run structure`: migrates an empty database and writes its structure to db/structure.sql. */
const folder = mkdtempSync(join(tmpdir(), 'hub-structure-'));
const database = await startEmbedded(folder, { fsync: 'off' });
try {
  await migrateDatabase(database.url);
  const sql = postgres(database.url, { max: 1, onnotice() {} });
  writeFileSync(join(projectRoot, 'db/structure.sql'), await dumpStructure(sql));
  await sql.end();
  process.stdout.write('db/structure.sql\n');
} finally {
  await database.release();
  rmSync(folder, { recursive: true, force: true });
}
