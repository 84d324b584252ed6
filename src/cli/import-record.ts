import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Db } from '../../db/client.js';
import { ImportRunStore, type NewImport } from '../exchange/core.js';
import { type Counts, ImportError, type ImportSummary } from '../intake/core.js';
import { present } from '../kernel/clock.js';
import { withoutPersonalData } from '../kernel/personal-data.js';

export type Noted = Omit<NewImport, 'receivedAt'> & { path: string; startedAt: Date };

/**
 * What a file is before it is imported, so that its receipt (`importReceipts`) has its name, its size and its hash. Null where that is not
 * written down: of a dry run; of several files, which share one receipt; of a file that cannot be read, which its import says.
 */
export async function noteOf(
  files: readonly string[],
  one: { receipt: string; register: string; options: { dryRun?: boolean | undefined } },
): Promise<Noted | null> {
  const { receipt: id, register, options } = one;
  const [path] = files;
  if (options.dryRun || path === undefined || files.length > 1) return null;
  const startedAt = present();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return null;
  }
  const sha256 = hash.digest('hex');
  return { id, agencyId: null, register, file: basename(path), sha256, bytes, options, dryRun: false, path, startedAt };
}

/** Writes down what became of it: where it ran through, or left something that may have to be taken back. */
export async function recordImport(db: Db, noted: Noted, end: ImportSummary | ImportError): Promise<void> {
  const { path, startedAt, ...one } = noted;
  const failed = end instanceof ImportError;
  const counts: Counts | null = failed ? end.outcome : end;
  if (!counts || (failed && counts.inserted + counts.updated === 0)) return;
  const { read, inserted, updated, unchanged, rejected } = counts;
  // Whoever reads it over the API has not this machine's folders.
  const text = failed ? end.message.replaceAll(path, one.file) : end.warning;
  const told = { message: text && withoutPersonalData(text), details: null, warnings: [], bytesRead: one.bytes };
  await new ImportRunStore(db).record(
    { ...one, receivedAt: startedAt },
    { status: failed ? 'FAILED' : 'DONE', read, inserted, updated, unchanged, rejected, ...told },
    startedAt,
  );
}
