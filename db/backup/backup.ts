import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { PlainError } from '../../src/kernel/plain-error.js';
import { version } from '../../src/kernel/project.js';
import { estimateRows, named, readFacts, readSequences, readShapes, type TableShape } from './catalogue.js';
import { type Connection, copyOut } from './copy.js';
import { wholeOrNot } from './folder.js';
import { type BackupFile, type BackupTable, FORMAT, MANIFEST, type Manifest, render } from './manifest.js';
import { writeParts } from './parts.js';
import { openSession } from './session.js';

export interface BackupOptions {
  url: string;
  folder: string;
  /**
   * Writes the signing keys into the folder given, and says which they are. Called when the state is settled that is copied: keys that
   * signed what it holds are there by then.
   */
  keys(folder: string, log: Manifest['log']): Promise<Manifest['keys']>;
  signal?: AbortSignal;
  /** Told how many rows are copied, of about how many. */
  progress?(rows: number, total: number): void;
  partBytes?: number;
}

/** For the tables' locks, which only a change of the structure holds against a reader. */
const LOCK_WITHIN_MS = 30_000;
/** A partition may come or go between the list of tables and the snapshot, once in ten million events. */
const LOOKS = 5;

class Moved extends Error {}

/**
 * Copies one state of the database, while hubs write to it, into a folder that is whole or not there. Needs no more rights than the
 * hub has.
 */
export async function takeBackup(options: BackupOptions): Promise<Manifest> {
  const { url, folder } = options;
  return wholeOrNot(folder, async (partial) => {
    const sql = await openSession(url, 'hub backup');
    try {
      const manifest = await copyDatabase(sql, partial, options);
      await writeFlushed(join(partial, MANIFEST), render(manifest));
      return manifest;
    } finally {
      await sql.end({ timeout: 1 });
    }
  });
}

async function copyDatabase(sql: Sql, folder: string, options: BackupOptions): Promise<Manifest> {
  for (let look = 1; ; look++) {
    const shapes = await readShapes(sql);
    try {
      const copied = sql.begin('isolation level repeatable read read only', async (tx) => {
        await lockAll(tx, shapes);
        // The first query settles the snapshot, behind the locks.
        if (JSON.stringify(await readShapes(tx)) !== JSON.stringify(shapes)) throw new Moved();
        return copyState(tx, shapes, folder, options);
      });
      return (await copied) as Manifest;
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      if (look === LOOKS)
        throw new PlainError('the tables of the database change all the time: stop what changes them');
    }
  }
}

/**
 * Keeps the structure as it is until the copy is made; readers and writers go on. The locks come before the snapshot: a table that is
 * rewritten between the two would look empty in it.
 */
async function lockAll(tx: Connection, shapes: readonly TableShape[]): Promise<void> {
  await tx.unsafe(`set local lock_timeout = ${LOCK_WITHIN_MS}`);
  try {
    await tx.unsafe(`lock table ${['hub.event', ...shapes.map(named)].join(', ')} in access share mode`);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === '42P01') throw new Moved(); // dropped meanwhile
    if (code === '55P03') throw new PlainError('the database is being migrated: repeat this when that is over');
    throw error;
  }
}

async function copyState(
  tx: Connection,
  shapes: readonly TableShape[],
  folder: string,
  options: BackupOptions,
): Promise<Manifest> {
  const { signal, progress = () => {}, partBytes } = options;
  const takenAt = new Date().toISOString();
  const facts = await readFacts(tx);
  const keys = await options.keys(folder, facts.log);
  const total = await estimateRows(tx);
  let rows = 0;
  const more = (n: number) => {
    rows += n;
    progress(rows, Math.max(rows, total));
  };
  const tables: BackupTable[] = [];
  for (const shape of shapes) {
    let files: BackupFile[] = [];
    const writing = { folder, name: named(shape), progress: more, ...(partBytes ? { partBytes } : {}) };
    const take = async (pieces: AsyncIterable<Buffer>) => {
      files = await writeParts(pieces, writing);
    };
    const sent = await copyOut(tx, copyText(shape), take, signal);
    const written = files.reduce((sum, file) => sum + file.rows, 0);
    if (sent !== written)
      throw new Error(`${named(shape)}: the database sent ${sent} rows, and ${written} were written`);
    tables.push({ ...shape, rows: written, files });
  }
  const sequences = await readSequences(tx);
  const { log, migrations, reference, postgres } = facts;
  return { format: FORMAT, hub: version, postgres, takenAt, log, migrations, reference, tables, sequences, keys };
}

/** Events and what is signed about them in their order, so that the chain can be walked in the files. */
function copyText(shape: TableShape): string {
  const columns = shape.columns.join(', ');
  const ordered = shape.partition !== null || /^(checkpoint|retention)$/.test(shape.name);
  return ordered
    ? `copy (select ${columns} from ${named(shape)} order by position) to stdout`
    : `copy ${named(shape)} (${columns}) to stdout`;
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
