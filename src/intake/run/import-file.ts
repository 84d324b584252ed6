import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Db } from '../../../db/client.js';
import { type Provider, scopeOf } from '../../access/index.js';
import { writeBatch } from '../../exchange/core.js';
import { present } from '../../kernel/clock.js';
import { HubError, type Problem } from '../../kernel/errors.js';
import { heapKeeper } from '../../kernel/heap.js';
import type { Importer } from '../../register/core.js';
import { openTable } from '../reading/open-table.js';
import { RejectedFile, type RejectedRow } from '../rejected/rejected-file.js';
import { explained, ImportError } from '../table/import-error.js';
import type { Columns, ReadOptions } from '../table/table.js';
import { type CheckedRow, checkedBatches, submissionsOf } from './batches.js';
import type { ImportReport } from './progress.js';
import { type KnownAgency, Providers } from './providers.js';
import { type FileRepeats, repeatsOf, repeatsWithin } from './repeats.js';

export interface ImportOptions {
  /** Where the file lies; its rejected rows go beside it. */
  file: string;
  /** As whoever handed it in calls it, in messages and on the receipt; left out: as it lies. */
  name?: string | undefined;
  /** How it is to be read, where it does not say so itself. */
  reading?: ReadOptions | undefined;
  importer: Importer;
  db: Db;
  /** Whose records all rows are. Left out: each row's own column says so, of these agencies. */
  provider?: Provider | null | undefined;
  agencies?: readonly KnownAgency[];
  report: ImportReport;
  /** The receipt that all batches are under; files of one run share it. Left out: one of its own. */
  receipt?: string | undefined;
  /** Rows in one transaction. */
  batchSize?: number;
  /** Stops the import after the batch that is being written. */
  signal?: AbortSignal | undefined;
}

export interface ImportSummary {
  file: string;
  /** What `hub import undo` takes back. */
  receipt: string;
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  rejectedFile: string | null;
  seconds: number;
  rowsPerSecond: number;
}

const BATCH = 2_000;
type Counts = Pick<ImportSummary, 'read' | 'inserted' | 'updated' | 'unchanged' | 'rejected'>;

/**
 * Streams a file into a register: while one batch is written the next is read and checked, and no more than these two
 * are in memory. What a repeat finds in the register already is UNCHANGED, so an import that was stopped is simply
 * run again. Throws ImportError where it cannot run, or not to its end.
 */
export async function importFile({
  file,
  name = file,
  reading = {},
  importer,
  db,
  report,
  signal,
  ...options
}: ImportOptions): Promise<ImportSummary> {
  const { provider = null, receipt: importId = randomUUID() } = options;
  const providers = new Providers(importer.action, provider, options.agencies);
  if (provider && !scopeOf(provider, importer.action)) {
    const message = `${importer.action} is not open to an agency of kind ${provider.kind}; ${providers.whoMay()}`;
    throw new HubError('FORBIDDEN', message, { action: importer.action });
  }
  const receivedAt = present();
  const started = performance.now();
  const counts: Counts = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  const keepHeap = heapKeeper();
  let writing: Promise<void> = Promise.resolve();
  let rejected: RejectedFile | null = null;
  let close = async (): Promise<void> => {};
  try {
    const warn = (message: string) => report.warn(message);
    const input = { path: file, name, headers: importer.headers, options: reading };
    const table = await openTable({ ...input, warn });
    close = table.close;
    rejected = await RejectedFile.beside(file);
    const into = rejected;
    const write = async (batch: CheckedRow[]): Promise<void> => {
      const refused: RejectedRow[] = [];
      const refuse = ({ line, cells }: CheckedRow, problems: readonly Problem[]) =>
        refused.push({
          line,
          cells: table.columns.repeatable(cells, problems),
          faults: problems.map((p) => ({ code: p.code, message: inColumn(table.columns, p.path, p.message) })),
        });
      for (const row of batch) {
        if (row.provider || row.record.ok) continue;
        refuse(row, row.record.problems);
        counts.rejected++;
      }
      for (const { provider: whose, rows } of submissionsOf(batch, importer.register.keyOf)) {
        const body = { file: basename(name), from: rows[0]?.line, to: rows.at(-1)?.line };
        const records = rows.map((row) => row.record);
        const receipt = await writeBatch(db, importer.register, records, {
          provider: whose,
          receivedAt,
          body,
          keepResults: false,
          importOf: { id: importId, file: basename(name) },
          repeats: repeats ? { of: repeats, places: rows.map((row) => row.line) } : undefined,
        });
        for (const outcome of ['inserted', 'updated', 'unchanged', 'rejected'] as const)
          counts[outcome] += receipt[outcome];
        // A receipt's paths begin with the record: records.N.
        const within = (p: Problem) => ({ ...p, path: p.path.split('.').slice(2).join('.') });
        for (const { index, status, problems } of receipt.results)
          if (status === 'REJECTED') refuse(rows[index] as CheckedRow, problems.map(within));
      }
      counts.read += batch.length;
      refused.sort((a, b) => a.line - b.line);
      await into.add(table.columns.header, refused);
      report.progress({ bytesRead: table.bytesRead(), bytesTotal: table.bytesTotal, ...counts });
      keepHeap();
    };
    let first = true;
    let repeats: FileRepeats | null = null;
    const size = options.batchSize ?? BATCH;
    for await (const batch of checkedBatches(table, importer.read, providers, size)) {
      if (first && !provider && !batch.some((row) => row.names)) throw nobodyNamed(name, providers);
      if (first)
        repeats =
          batch.length < size
            ? repeatsWithin(batch, importer)
            : await repeatsOf(() => openTable({ ...input, warn: () => {} }), importer, providers, warn);
      first = false;
      await writing;
      if (signal?.aborted) throw new ImportError(`${name}: stopped; import it again to go on`);
      writing = write(batch);
      // Waited for before the next batch, or below; until then it must not count as unhandled.
      writing.catch(() => {});
    }
    await writing;
    const rejectedFile = await rejected.finish();
    const seconds = (performance.now() - started) / 1000;
    const rowsPerSecond = Math.round(counts.read / seconds);
    return { file: name, receipt: importId, ...counts, rejectedFile, seconds: round(seconds), rowsPerSecond };
  } catch (error) {
    await writing.catch(() => {});
    await rejected?.discard();
    throw withCounts(explained(error, file, name), counts);
  } finally {
    await close();
    report.end();
  }
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** Asks whose records these are: nothing is written under a name that nobody gave. */
const nobodyNamed = (file: string, providers: Providers): ImportError =>
  new ImportError(
    `${file}: does not say whose records these are; give --provider AGENCY, or a column provider (提供单位); ${providers.whoMay()}`,
  );

/** The message, before it the column that it is about, as the file names it. */
function inColumn(columns: Columns, field: string, message: string): string {
  const header = field ? (columns.headerOf(field) ?? field) : null;
  return header ? `${header}: ${message}` : message;
}

/** Says what stays of an import that did not run to its end. */
function withCounts(error: unknown, counts: Counts): unknown {
  if (!(error instanceof ImportError) || counts.read === 0) return error;
  const { read, inserted, updated, unchanged, rejected } = counts;
  const before = `${read} rows were read before that and stay: ${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`;
  return new ImportError(`${error.message} (${before})`, { cause: error });
}
