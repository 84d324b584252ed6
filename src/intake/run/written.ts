import { basename } from 'node:path';
import type { Db } from '../../../db/client.js';
import { type BatchOptions, type Checked, type Submitted, writeBatch } from '../../exchange/core.js';
import type { CheckedRow, Submission } from './batches.js';
import { Course, type Stays } from './course.js';
import { type Job, openJob } from './job.js';
import { type FileRepeats, placeOf, repeatsOf, repeatsWithin } from './repeats.js';

/** How rows of one provider are written under a receipt. */
export function batchOf(
  { name, receivedAt }: Job,
  receipt: string,
  { provider, rows }: Submission,
  repeats: FileRepeats,
) {
  const file = basename(name);
  const records: Checked<unknown>[] = rows.map((row) => row.record);
  const options: BatchOptions = {
    provider,
    receivedAt,
    body: { file, from: rows[0]?.line, to: rows.at(-1)?.line },
    keepResults: false,
    importOf: { id: receipt, file },
    repeats: placed(repeats, rows),
  };
  return { records, options };
}

/** What the file says of records that it speaks of several times, for these rows of it. */
export const placed = (of: FileRepeats, rows: readonly CheckedRow[]) => ({ of, places: rows.map(placeOf) });

/** Imports a file batch by batch, each in a transaction of its own: what is written stays, whatever comes behind it. */
export async function written(job: Job, db: Db, receipt: string): Promise<Course> {
  const course = await Course.begin(job, { rejected: true });
  let repeats: FileRepeats | null = null;
  await course.run(async (batch) => {
    // The whole file has been looked through before anything of it is written.
    repeats ??= await repeatsIn(job, batch);
    const of = repeats;
    await course.take(batch, (submission): Promise<Submitted> => {
      const { records, options } = batchOf(job, receipt, submission, of);
      return writeBatch(db, job.importer.register, records, options);
    });
  }, whatStays);
  return course;
}

const whatStays: Stays = (counts) => {
  const { read, inserted, updated, unchanged, rejected } = counts;
  const each = `${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`;
  const wrote = inserted + updated > 0;
  const some = wrote ? `${read} rows were read before that and stay: ${each}` : 'nothing was written';
  return { counts, nothingKept: false, words: read === 0 ? '' : some };
};

/** `first`: its first batch, which is all of it where it is not full. */
function repeatsIn(job: Job, first: readonly CheckedRow[]): Promise<FileRepeats> {
  const { importer, providers, report, batchSize } = job;
  if (first.length < batchSize) return Promise.resolve(repeatsWithin(first, importer));
  return repeatsOf(
    () => openJob(job),
    importer,
    providers,
    (message) => report.warn(message),
  );
}
