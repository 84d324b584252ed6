import type { Db } from '../../../db/client.js';
import { type Submitted, sequenced, writeInTurn } from '../../exchange/core.js';
import type { Submission } from './batches.js';
import { Course, nothingStays } from './course.js';
import type { Job } from './job.js';
import { planned } from './planned.js';
import { repeatedKeys } from './repeated-keys.js';
import { batchOf } from './written.js';

/**
 * Rows of a file that is kept whole or not at all. The log's head is held while they are written, and every other write waits
 * (../README.md, "Whole or not at all").
 */
export const MOST_ATOMIC = 20_000;

/**
 * Imports a file as one change: all of it, or nothing. First it is decided without a lock, so that a file that is doomed keeps nobody
 * waiting; then it is read again and written in one turn, which may have to be run twice (`sequenced`).
 */
export async function atomic(job: Job, db: Db, receipt: string): Promise<Course> {
  const beside = { rejected: true };
  const repeated = await repeatedKeys(job, { rows: MOST_ATOMIC, mend: job.ways.tooLong });
  const first = await planned(job, db, repeated, { ...beside, toItsEnd: true });
  await first.course.discard();
  // Opened before the turn: what the opening of a workbook takes, nobody waits for.
  let next: Course | null = await Course.begin(job, beside);
  try {
    return await sequenced(db, async (turn) => {
      const course = next ?? (await Course.begin(job, beside));
      next = null;
      const submit = (submission: Submission): Promise<Submitted> => {
        const { records, options } = batchOf(job, receipt, submission, first.repeats);
        return writeInTurn(turn, job.importer.register, records, options);
      };
      await course.run((batch) => course.take(batch, submit), nothingStays('nothing of it was kept'));
      return course;
    });
  } finally {
    await (next as Course | null)?.close();
  }
}
