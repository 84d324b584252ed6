import { createHash, randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { readPart } from '../../db/backup/parts.js';
import { checkBackup } from '../../src/cli/backup/check.js';
import { afterFile } from '../kit/after-file.js';
import { withDatabase } from '../kit/global-setup.js';
import { hub } from '../kit/process.js';

/** A database of its own for a user who owns it and has no other rights: what an operator gives a hub on a PostgreSQL of theirs. */
export async function ownDatabase(server: string = inject('databaseUrl')): Promise<string> {
  const name = `hub_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice() {} });
  await admin.unsafe(`create role ${name} login password 'p' nosuperuser nocreatedb nocreaterole`);
  await admin.unsafe(`create database ${name} owner ${name} encoding 'UTF8' template template0`);
  await admin.end();
  afterFile(async () => {
    const closing = postgres(server, { max: 1, onnotice() {} });
    await closing.unsafe(`drop database if exists ${name} with (force)`);
    await closing.unsafe(`drop role if exists ${name}`);
    await closing.end();
  });
  const url = new URL(withDatabase(server, name));
  url.username = name;
  url.password = 'p';
  return url.href;
}

/** Runs a command with --json, which must end well, and answers what it said. */
export async function said(args: string[], environment: Record<string, string>) {
  const { code, stdout, stderr } = await hub([...args, '--json'], environment);
  if (code !== 0 || stderr !== '') throw new Error(`hub ${args.join(' ')}: ${code}\n${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** What a backup holds, table by table, whatever it was packed with. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const { manifest } = await checkBackup(folder);
  const contents: Record<string, string> = {};
  for (const table of manifest.tables) {
    const rows: string[] = [];
    for (const file of table.files) {
      const pieces: Buffer[] = [];
      for await (const piece of readPart(folder, file)) pieces.push(piece);
      rows.push(...Buffer.concat(pieces).toString('utf8').split('\n').slice(0, -1));
    }
    const hash = createHash('sha256').update(rows.sort().join('\n')).digest('hex');
    contents[`${table.schema}.${table.name}`] = `${rows.length} ${hash}`;
  }
  return contents;
}
