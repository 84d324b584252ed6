import { basename } from 'node:path';
import type { Db } from '../../../db/client.js';
import { type BatchOptions, type Checked, type Submitted, writeBatch } from '../../exchange/core.js';
import type { Submission } from './batches.js';
import { Course } from './course.js';
import type { Job } from './job.js';
import type { Counts } from './summary.js';

/** How rows of one provider are written under a receipt. */
export function batchOf({ name, receivedAt }: Job, receipt: string, { provider, rows }: Submission) {
  const file = basename(name);
  const records: Checked<unknown>[] = rows.map((row) => row.record);
  const options: BatchOptions = {
    provider,
    receivedAt,
    body: { file, from: rows[0]?.line, to: rows.at(-1)?.line },
    keepResults: false,
    importOf: { id: receipt, file },
  };
  return { records, options };
}

/** Imports a file batch by batch, each in a transaction of its own: what is written stays, whatever comes behind it. */
export async function written(job: Job, db: Db, receipt: string): Promise<Course> {
  const course = await Course.begin(job, { rejected: true });
  const submit = (submission: Submission): Promise<Submitted> => {
    const { records, options } = batchOf(job, receipt, submission);
    return writeBatch(db, job.importer.register, records, options);
  };
  await course.run((batch) => course.take(batch, submit), whatStays);
  return course;
}

function whatStays({ read, inserted, updated, unchanged, rejected }: Counts): string {
  if (read === 0) return '';
  return `${read} rows were read before that and stay: ${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`;
}
