import { randomUUID } from 'node:crypto';
import type { Db } from '../../../db/client.js';
import { type Provider, scopeOf } from '../../access/index.js';
import { present } from '../../kernel/clock.js';
import { HubError } from '../../kernel/errors.js';
import type { Importer } from '../../register/core.js';
import { explained } from '../table/import-error.js';
import type { ReadOptions } from '../table/table.js';
import { atomic } from './atomic.js';
import type { Course } from './course.js';
import type { Job } from './job.js';
import type { Limit } from './limit.js';
import { planned } from './planned.js';
import type { ImportReport } from './progress.js';
import { type KnownAgency, Providers } from './providers.js';
import { repeatedKeys } from './repeated-keys.js';
import type { ImportSummary } from './summary.js';
import { BY_COMMAND, type Ways } from './ways.js';
import { written } from './written.js';

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
  /** How whoever handed it in does what messages tell; left out: by the command. */
  ways?: Ways | undefined;
  /** The receipt that all batches are under; files of one run share it. Left out: one of its own. */
  receipt?: string | undefined;
  /** Reads, checks and decides everything, and writes nothing, to the database or beside the file. */
  dryRun?: boolean | undefined;
  /** Keeps all of the file or nothing. Where no limit is given, it is kept only if no row is rejected. */
  atomic?: boolean | undefined;
  /** How many rows may be rejected: the import ends as soon as there are more. Left out: any number. */
  maxRejected?: Limit | undefined;
  /** Rows in one transaction. */
  batchSize?: number;
  /** Stops the import after the batch that is being written. */
  signal?: AbortSignal | undefined;
}

const BATCH = 2_000;
const NONE: Limit = { rows: 0 };

/**
 * Streams a file into a register: while one batch is written the next is read and checked, and no more than these two
 * are in memory. What a repeat finds in the register already is UNCHANGED, so an import that was stopped is simply
 * run again. Throws ImportError where it cannot run, or not to its end; TooManyRejected where its limit ended it.
 */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  const { dryRun = false, receipt = randomUUID() } = options;
  const job = jobOf(options);
  const started = performance.now();
  try {
    const course = await runOf(options, job, receipt);
    const rejectedFile = await course.finish();
    const seconds = (performance.now() - started) / 1000;
    const { counts, warning, faults } = course.tally;
    return {
      ...{ file: job.name, receipt: dryRun ? '' : receipt, dryRun, atomic: options.atomic === true && !dryRun },
      ...{ ...counts, rejectedFile, warning, faults, changes: course.changes.first, assumed: assumed(job.reading) },
      ...{ seconds: round(seconds), rowsPerSecond: Math.round(counts.read / seconds) },
    };
  } catch (error) {
    throw explained(error, job.file, job.name);
  } finally {
    job.report.end();
  }
}

async function runOf({ db, dryRun, atomic: whole }: ImportOptions, job: Job, receipt: string): Promise<Course> {
  if (dryRun) return (await planned(job, db, await repeatedKeys(job, null), { rejected: false })).course;
  return whole ? atomic(job, db, receipt) : written(job, db, receipt);
}

function jobOf({ file, name = file, reading = {}, importer, report, signal, ...options }: ImportOptions): Job {
  const { provider = null, dryRun = false, atomic: whole = false, batchSize = BATCH, ways = BY_COMMAND } = options;
  const providers = new Providers(importer.action, provider, options.agencies, ways);
  if (provider && !scopeOf(provider, importer.action)) {
    const message = `${importer.action} is not open to an agency of kind ${provider.kind}; ${providers.whoMay()}`;
    throw new HubError('FORBIDDEN', message, { action: importer.action });
  }
  // A dry run shows all that there is: what its limit would end it says in the counts.
  const limit = dryRun ? null : (options.maxRejected ?? (whole ? NONE : null));
  const stopped = dryRun || whole ? 'import it again' : 'import it again to go on';
  return {
    ...{ file, name, reading, importer, providers, provider, report, ways, signal, batchSize, limit, stopped },
    ...{ receivedAt: present(), warned: new Set() },
  };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const UNITS = { YUAN: '元', TEN_THOUSAND_YUAN: '万元' } as const;

/** How a file was read because somebody said so, in words. */
function assumed({ capitalUnit, sheet, map = {} }: ReadOptions): string[] {
  const said: string[] = [];
  if (capitalUnit) said.push(`amounts of capital without a unit were read as ${UNITS[capitalUnit]}`);
  if (sheet !== undefined) said.push(`of a workbook the sheet ${sheet} was read`);
  const mapped = Object.entries(map).map(([header, field]) => `${header} as ${field ?? 'not used'}`);
  if (mapped.length > 0) said.push(`columns were read as the map says: ${mapped.join(', ')}`);
  return said;
}
