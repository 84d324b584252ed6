import { basename } from 'node:path';
import type { Db } from '../../../db/client.js';
import { authoriseProvider, type Provider } from '../../access/index.js';
import { type RegisterSpec, writeBatch } from '../../exchange/core.js';
import type { RawRecord } from '../../kernel/record-reader.js';
import { type CheckedRow, checkedBatches } from './batches.js';
import { decodeText } from './encoding.js';
import type { SubmitAction } from './headers.js';
import { heapKeeper } from './heap.js';
import { explained, ImportError } from './import-error.js';
import type { ImportReport } from './progress.js';
import { readTable } from './read-table.js';
import { RejectedFile } from './rejected-file.js';
import { openSource } from './source.js';
import type { Columns } from './table.js';

/** What a room hands out for imports into its register. Every room's is one of the unknown kind. */
export interface Importer<Command = unknown, Row extends object = object, Facts = unknown> {
  /** Checks a raw record. Throws RecordFault. */
  read(raw: RawRecord): Command;
  register: RegisterSpec<Command, Row, Facts>;
  action: SubmitAction;
}

export interface ImportOptions {
  file: string;
  importer: Importer;
  db: Db;
  provider: Provider;
  report: ImportReport;
  /** Rows in one transaction. */
  batchSize?: number;
  /** Stops the import after the batch that is being written. */
  signal?: AbortSignal | undefined;
}

export interface ImportSummary {
  file: string;
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
  importer,
  db,
  report,
  signal,
  ...options
}: ImportOptions): Promise<ImportSummary> {
  const provider = authoriseProvider(options.provider, importer.action);
  const receivedAt = new Date();
  const started = performance.now();
  const counts: Counts = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  const keepHeap = heapKeeper();
  let writing: Promise<void> = Promise.resolve();
  let rejected: RejectedFile | null = null;
  let close = async (): Promise<void> => {};
  try {
    const source = await openSource(file);
    close = source.close;
    rejected = await RejectedFile.beside(file);
    const into = rejected;
    // A file that is not plain UTF-8 comes from a spreadsheet of the kind that needs the mark to read UTF-8 back.
    let mark = false;
    const text = decodeText(source.chunks, ({ name, bom }) => {
      mark = bom || name !== 'utf-8';
    });
    const table = await readTable(file, text, importer.action, (message) => report.warn(message));
    const write = async (batch: CheckedRow[]): Promise<void> => {
      const body = { file: basename(file), from: batch[0]?.line, to: batch.at(-1)?.line };
      const records = batch.map((row) => row.record);
      const receipt = await writeBatch(db, importer.register, records, {
        provider,
        receivedAt,
        body,
        keepResults: false,
      });
      counts.read += batch.length;
      for (const outcome of ['inserted', 'updated', 'unchanged', 'rejected'] as const)
        counts[outcome] += receipt[outcome];
      const refused = receipt.results.filter((result) => result.status === 'REJECTED');
      await into.add(
        table.columns.header,
        refused.map(({ index, code, message, path }) => ({
          ...(batch[index] as CheckedRow),
          code: code ?? '',
          message: inColumn(table.columns, path, message ?? ''),
        })),
        mark,
      );
      report.progress({ bytesRead: source.bytesRead(), bytesTotal: source.bytesTotal, ...counts });
      keepHeap();
    };
    for await (const batch of checkedBatches(table, importer.read, options.batchSize ?? BATCH)) {
      await writing;
      if (signal?.aborted) throw new ImportError(`${file}: stopped; import it again to go on`);
      writing = write(batch);
      // Waited for before the next batch, or below; until then it must not count as unhandled.
      writing.catch(() => {});
    }
    await writing;
    const rejectedFile = await rejected.finish();
    const seconds = (performance.now() - started) / 1000;
    return { file, ...counts, rejectedFile, seconds: round(seconds), rowsPerSecond: Math.round(counts.read / seconds) };
  } catch (error) {
    await writing.catch(() => {});
    await rejected?.discard();
    throw withCounts(explained(error, file), counts);
  } finally {
    await close();
    report.end();
  }
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** The message, before it the column that it is about, as the file names it. */
function inColumn(columns: Columns, path: string | null, message: string): string {
  const field = path?.split('.').slice(2).join('.');
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
