import type { Provider } from '../../access/index.js';
import type { Importer } from '../../register/core.js';
import { type OpenTable, openTable } from '../reading/open-table.js';
import { ImportError } from '../table/import-error.js';
import type { ReadOptions } from '../table/table.js';
import { type CheckedRow, checkedBatches } from './batches.js';
import type { Limit } from './limit.js';
import type { ImportReport } from './progress.js';
import type { Providers } from './providers.js';
import type { Ways } from './ways.js';

/** An import of one file, however often the file has to be read for it. */
export interface Job {
  /** Where the file lies. */
  file: string;
  /** As whoever handed it in calls it. */
  name: string;
  reading: ReadOptions;
  importer: Importer;
  providers: Providers;
  /** Whose records all rows are; null: each row's own column says so. */
  provider: Provider | null;
  report: ImportReport;
  /** Rows in one batch. */
  batchSize: number;
  /** The instant of receipt: of all batches the same. */
  receivedAt: Date;
  /** How many rows may be rejected. */
  limit: Limit | null;
  signal: AbortSignal | undefined;
  /** What its messages tell whoever handed it in to do. */
  ways: Ways;
  /** What stopping it leaves, for whoever stopped it. */
  stopped: string;
  /** Warnings of the reading that have been told: the next reading finds them again. */
  warned: Set<string>;
}

export function openJob({ file, name, importer, reading, report, warned }: Job): Promise<OpenTable> {
  const warn = (message: string) => {
    if (warned.has(message)) return;
    warned.add(message);
    report.warn(message);
  };
  return openTable({ path: file, name, headers: importer.headers, options: reading, warn });
}

/**
 * Hands a table's rows to `take`, batch by batch: while it has one, the next is read and checked, and no more than these two are in
 * memory. Throws ImportError where the file has no row, or names nobody, or the import is stopped; `take` has ended then.
 */
export async function eachBatch(
  job: Job,
  table: OpenTable,
  take: (batch: CheckedRow[]) => Promise<void>,
): Promise<void> {
  const { name, importer, providers, provider, signal, batchSize } = job;
  let taking: Promise<void> = Promise.resolve();
  let first = true;
  try {
    for await (const batch of checkedBatches(table, importer.read, providers, batchSize)) {
      // Rows that could not be read name nobody, and say nothing of the others.
      const silent = batch.some((row) => !row.faults) && !batch.some((row) => row.names);
      if (first && !provider && silent) throw nobodyNamed(name, providers);
      first = false;
      await taking;
      if (signal?.aborted) throw new ImportError(`${name}: stopped; ${job.stopped}`);
      taking = take(batch);
      // Waited for before the next batch, or below; until then it must not count as unhandled.
      taking.catch(() => {});
    }
    if (first) throw new ImportError(`${name}: has no row below its header; export it again`);
    await taking;
  } catch (error) {
    await taking.catch(() => {});
    throw error;
  }
}

/** Asks whose records these are: nothing is written under a name that nobody gave. */
const nobodyNamed = (file: string, providers: Providers): ImportError =>
  new ImportError(
    `${file}: does not say whose records these are; give --provider AGENCY, or a column provider (提供单位); ${providers.whoMay()}`,
  );
