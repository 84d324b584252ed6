import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BackupDamaged,
  type BackupTable,
  damaged,
  KEYS,
  type Manifest,
  readManifest,
  requireFiles,
} from '../../../db/backup/manifest.js';
import { readPart } from '../../../db/backup/parts.js';
import { copiedRows } from '../../../db/backup/rows.js';
import { type CopiedLogReport, type CopiedTable, verifyCopiedLog } from '../../exchange/core.js';
import type { VerifyingKeys } from '../proof/key-set.js';

/** Public halves of the keys that a backup is of; null where it does not say. */
export const publicKeysOf = ({ keys }: Manifest): VerifyingKeys | null =>
  keys?.public.map(({ kid, kty, crv, x }) => ({
    keyId: kid,
    publicKey: createPublicKey({ key: { kty, crv, x }, format: 'jwk' }),
  })) ?? null;

export interface Checking {
  signal?: AbortSignal;
  progress?(rows: number, total: number): void;
}

export interface Checked extends CopiedLogReport {
  manifest: Manifest;
}

/**
 * Reads a whole backup back, without a database: every file's hash and rows, and the log's chain with its checkpoints. Throws BackupDamaged
 * where a file is not the one that was written; what was wrong with the log already when it was copied is the report's fault.
 */
export async function checkBackup(folder: string, { signal, progress = () => {} }: Checking = {}): Promise<Checked> {
  const manifest = readManifest(folder);
  requireFiles(folder, manifest);
  const { keys, tables, log } = manifest;
  const keyFile = join(folder, KEYS);
  if (keys?.sha256 && createHash('sha256').update(readFileSync(keyFile)).digest('hex') !== keys.sha256)
    throw damaged(keyFile);
  const total = tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  const more = (rows: number) => {
    signal?.throwIfAborted();
    done += rows;
    progress(Math.min(done, total), total);
  };
  const pieces = async function* ({ files }: BackupTable) {
    for (const file of files) yield* readPart(folder, file, more);
  };
  const events = tables.filter((t) => t.partition !== null).sort((a, b) => start(a) - start(b));
  const checkpoints = tables.find((t) => t.schema === 'hub' && t.name === 'checkpoint');
  if (!checkpoints) throw new BackupDamaged(`${folder} has no table hub.checkpoint`);
  for (const table of tables) {
    if (table === checkpoints || table.partition !== null) continue;
    for await (const _ of pieces(table));
  }
  const copied = (table: BackupTable): CopiedTable => ({ columns: table.columns, rows: copiedRows(pieces(table)) });
  const walked = { ...log, events: events.map(copied), checkpoints: copied(checkpoints) };
  // A byte that the disk has changed is the file's fault, and not the log's: the walk meets it before the file's end says so.
  const rereadAll = async () => {
    for (const table of [checkpoints, ...events]) for await (const _ of pieces(table));
  };
  const report = await verifyCopiedLog(walked, publicKeysOf(manifest)).catch(async (error) => {
    // The disk's own errors have a code, and who stopped it knows why; anything else is a value that is none.
    if (error instanceof BackupDamaged || signal?.aborted || error.code !== undefined) throw error;
    await rereadAll();
    throw damaged(folder, `its rows cannot be read: ${error.message}`);
  });
  if (report.fault) await rereadAll();
  return { manifest, ...report };
}

const start = ({ partition }: BackupTable): number => partition?.first ?? 0;
