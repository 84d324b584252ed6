import type { Db } from '../../../db/client.js';
import { commandsOf, type Outlook, outlookOf, type Prepared, planBatch } from '../../exchange/core.js';
import { ImportError } from '../table/import-error.js';
import type { CheckedRow, Submission } from './batches.js';
import { Course, type CourseOptions, nothingStays, type Stays, type Submit } from './course.js';
import type { Job } from './job.js';
import type { RepeatedKeys } from './repeated-keys.js';
import { type FileRepeats, MOST_ROWS, repeatsWithin } from './repeats.js';
import { placed } from './written.js';

/** A file that was decided, and what it says of records that it speaks of several times. */
export interface Planned {
  course: Course;
  repeats: FileRepeats;
}

/**
 * Decides a whole file against one state of the database and writes nothing to it: no lock is taken, and nobody waits. Rows whose record
 * the file speaks of once are decided batch by batch; the others are put aside and decided at the end, all of them on one preparation,
 * so that each sees what the one before made of its record, as it would if they were written.
 */
export async function planned(job: Job, db: Db, repeated: RepeatedKeys, options: CourseOptions): Promise<Planned> {
  const { importer, receivedAt } = job;
  const course = await Course.begin(job, options);
  const aside: CheckedRow[] = [];
  let begun = false;
  try {
    await db.snapshot(async (sql) => {
      const outlook = await outlookOf(sql);
      const alone: Submit = ({ provider, rows }) =>
        planBatch(outlook, importer.register, recordsOf(rows), { provider, receivedAt });
      begun = true;
      await course.run(
        (batch) => {
          const own = batch.filter((row) => !repeated.has(row) || void aside.push(row));
          if (aside.length > MOST_ROWS) throw tooOften(job);
          return course.take(own, alone);
        },
        options.rejected ? nothingStays(NOTHING) : wouldBe,
        () => (aside.length > 0 ? course.take(aside, together(job, outlook, aside)) : Promise.resolve()),
      );
    });
  } finally {
    if (!begun) await course.close();
  }
  return { course, repeats: repeatsWithin(aside, importer) };
}

const NOTHING = 'nothing was written';
/** Counts of a dry run are those that an import would give, as far as it came. */
const wouldBe: Stays = (counts) => ({ counts, nothingKept: false, words: NOTHING });

const recordsOf = (rows: readonly CheckedRow[]) => rows.map((row) => row.record);

/** Submits parts of these rows, each on what those before it made of the same records. */
function together({ importer, receivedAt }: Job, outlook: Outlook, all: readonly CheckedRow[]): Submit {
  const { register } = importer;
  const repeats = repeatsWithin(all, importer);
  const prepared = new Map<string, Promise<Prepared<object, unknown>>>();
  return async ({ provider, rows }: Submission) => {
    // Records that are one whoever submits them are prepared once; else each provider's are its own.
    const whose = register.shared ? '' : provider.agencyId;
    let known = prepared.get(whose);
    if (!known) {
      const own = register.shared ? all : all.filter((row) => row.provider?.agencyId === provider.agencyId);
      known = register.prepare(outlook.orm, commandsOf(recordsOf(own)), provider);
      prepared.set(whose, known);
    }
    const options = { provider, receivedAt, prepared: await known, repeats: placed(repeats, rows) };
    return planBatch(outlook, register, recordsOf(rows), options);
  };
}

const tooOften = ({ name }: Job): ImportError =>
  new ImportError(
    `${name}: more than ${MOST_ROWS} rows speak of records that other rows speak of too; split the file, and try the parts`,
  );
