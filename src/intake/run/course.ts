import type { PlannedChange, Submitted } from '../../exchange/core.js';
import type { Problem } from '../../kernel/errors.js';
import { heapKeeper } from '../../kernel/heap.js';
import type { OpenTable } from '../reading/open-table.js';
import { type RejectedRow, refusal } from '../rejected/refusal.js';
import { RejectedFile } from '../rejected/rejected-file.js';
import { explained, ImportError } from '../table/import-error.js';
import { type Counts, withNothingKept } from '../table/outcome.js';
import { type CheckedRow, type Submission, submissionsOf } from './batches.js';
import { Changes } from './changes.js';
import { eachBatch, type Job, openJob } from './job.js';
import { limitText, passed, TooManyRejected } from './limit.js';
import { Tally } from './tally.js';

/** What becomes of rows of one provider: written, or only decided. */
export type Submit = (submission: Submission) => Promise<Submitted & { changes?: PlannedChange[] }>;

export interface CourseOptions {
  /** Whether the rejected rows are written beside the file. */
  rejected: boolean;
  /** Too many rejected rows end it only when all of them are known: nothing is written meanwhile, and whoever mends the file sees all at once. */
  toItsEnd?: boolean;
}

/** What stays of the counts of a file that was not read to its end, or had too many rejected rows; `words` say it. */
export type Stays = (counts: Counts) => { counts: Counts; nothingKept: boolean; words: string };

/** Nothing of a file that is to be whole. */
export const nothingStays =
  (words: string): Stays =>
  (counts) => ({ counts: withNothingKept(counts), nothingKept: true, words });

/** One reading of a file to its end, with what came of its rows. */
export class Course {
  readonly tally = new Tally();
  readonly changes = new Changes();
  private readonly keepHeap = heapKeeper();

  private constructor(
    private readonly job: Job,
    private readonly table: OpenTable,
    private readonly into: RejectedFile | null,
    private readonly toItsEnd: boolean,
  ) {}

  /** Opens the file. It is closed by `run`, or by `close` where that is never called. */
  static async begin(job: Job, { rejected, toItsEnd = false }: CourseOptions): Promise<Course> {
    const table = await openJob(job).catch((error) => {
      throw explained(error, job.file, job.name);
    });
    try {
      return new Course(job, table, rejected ? await RejectedFile.beside(job.file) : null, toItsEnd);
    } catch (error) {
      await table.close();
      throw error;
    }
  }

  close = (): Promise<void> => this.table.close();

  /**
   * Reads the file and hands it to `take`, batch by batch; then does what is left to do, and judges whether too many rows are rejected.
   * Where it fails, the rejected file is dropped, except where they were too many.
   */
  async run(
    take: (batch: CheckedRow[]) => Promise<void>,
    stays: Stays,
    rest = async (): Promise<void> => {},
  ): Promise<void> {
    const { job } = this;
    try {
      await eachBatch(job, this.table, take);
      await rest();
      this.judge(true);
    } catch (error) {
      const rejectedFile = error instanceof TooManyRejected ? await this.finish() : null;
      if (!rejectedFile) await this.into?.discard();
      const why = explained(error, job.file, job.name);
      if (!(why instanceof ImportError)) throw why;
      const { counts, nothingKept, words } = stays(this.tally.counts);
      why.outcome = { ...counts, nothingKept, rejectedFile };
      if (words !== '') why.message += ` (${words})`;
      throw why;
    } finally {
      await this.close();
    }
  }

  /** Gives the rejected file its name; null where there is none. */
  finish = async (): Promise<string | null> => (await this.into?.finish()) ?? null;

  discard = async (): Promise<void> => this.into?.discard();

  /** Has a batch submitted, in the parts that it is of, and counts what came of each as soon as it is known. */
  async take(batch: readonly CheckedRow[], submit: Submit): Promise<void> {
    const { job, table, tally } = this;
    const refused: RejectedRow[] = [];
    const refuse = (row: CheckedRow, problems: readonly Problem[]) => {
      const told = refusal(table.columns, row, problems);
      refused.push(told);
      tally.refused(told);
    };
    const faulty = batch.filter(({ record }) => !record.ok);
    // Where they are too many by their own checks already, nothing of this batch is written any more.
    const enough = this.isTooMany(faulty.length, false);
    for (const row of enough ? faulty : batch)
      if (!row.record.ok && (enough || !row.provider)) refuse(row, row.record.problems);
    for (const submission of enough ? [] : submissionsOf(batch, job.importer.register.keyOf)) {
      const { rows } = submission;
      const { results, changes = [], ...outcome } = await submit(submission);
      tally.took(outcome);
      // A receipt's paths begin with the record: records.N.
      const within = (p: Problem) => ({ ...p, path: p.path.split('.').slice(2).join('.') });
      for (const { index, status, problems } of results)
        if (status === 'REJECTED') refuse(rows[index] as CheckedRow, problems.map(within));
      for (const change of changes) this.changes.add((rows[change.index] as CheckedRow).line, change);
    }
    refused.sort((a, b) => a.line - b.line || (a.element ?? 0) - (b.element ?? 0));
    await this.into?.add(table.columns.header, refused);
    job.report.progress({ bytesRead: table.bytesRead(), bytesTotal: table.bytesTotal, ...tally.counts });
    this.keepHeap();
    this.judge(false);
  }

  private isTooMany(more: number, ended: boolean): boolean {
    if (this.toItsEnd && !ended) return false;
    const { read, rejected } = this.tally.counts;
    return passed(this.job.limit, { read: read + more, rejected: rejected + more }, ended);
  }

  private judge(ended: boolean): void {
    const { limit, name, ways } = this.job;
    if (!limit || !this.isTooMany(0, ended)) return;
    const { counts, mostly } = this.tally;
    const message = `${name}: ${rows(counts.rejected)} rejected, and at most ${limitText(limit)} may be: ${mostly}`;
    const beside = this.into ? `; they are ${ways.rejected(this.into.path)}` : '';
    throw new TooManyRejected(message + beside);
  }
}

const rows = (count: number): string => (count === 1 ? '1 row is' : `${count} rows are`);
