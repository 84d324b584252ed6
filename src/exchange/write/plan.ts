import { drizzle } from 'drizzle-orm/postgres-js';
import type { Sql } from 'postgres';
import type { Orm } from '../../../db/client.js';
import type { Provider } from '../../access/index.js';
import { dateOf } from '../../kernel/date.js';
import { readStanding, type Standing } from '../head/head.store.js';
import { recordedDays } from '../head/mark.store.js';
import {
  commandsOf,
  counted,
  decideBatch,
  type PlacedRepeats,
  type Prepared,
  type Submitted,
  type Taken,
} from './decide-batch.js';
import type { Checked, Recording, RegisterSpec } from './register.js';

/** One state of the database, to decide batches against that are not written. */
export interface Outlook {
  orm: Orm;
  standing: Standing;
  recordedDay: Recording['recordedDay'];
}

/** Looks at the head without locking it: nobody waits for a plan. `sql`: of a snapshot (`Db.snapshot`). */
export async function outlookOf(sql: Sql): Promise<Outlook> {
  const orm = drizzle(sql);
  const standing = await readStanding(orm);
  const recordedDay = standing.everCorrected ? await recordedDays(orm, dateOf(standing.clock)) : dateOf;
  return { orm, standing, recordedDay };
}

/** A version that a record would make: of which place in the batch, and of what. */
export interface PlannedChange<R = object> {
  index: number;
  key: string;
  status: 'INSERTED' | 'UPDATED';
  before: R | undefined;
  row: R;
}

export interface PlannedBatch extends Submitted {
  changes: PlannedChange[];
}

export interface PlanOptions<R, F> {
  provider: Provider;
  receivedAt: Date;
  /** What an earlier batch was prepared with and has made of it: this one goes on from there. Left out: prepared from the database. */
  prepared?: Prepared<R, F>;
  repeats?: PlacedRepeats;
}

/**
 * Decides a batch as `writeBatch` would, against an outlook, and writes nothing. What the database alone would refuse (`CONSTRAINT`) it
 * cannot see.
 */
export async function planBatch<C, R extends object, F>(
  { orm, standing, recordedDay }: Outlook,
  spec: RegisterSpec<C, R, F>,
  records: readonly Checked<C>[],
  { provider, receivedAt, prepared, repeats }: PlanOptions<R, F>,
): Promise<PlannedBatch> {
  const { clock, recordedAt, position, announcedThrough } = standing;
  const days = { today: dateOf(receivedAt), recordedOn: dateOf(clock), recordedDay, announcedThrough };
  const stamp = { providerId: provider.agencyId, receivedAt, recordedAt, position };
  const changes: PlannedChange[] = [];
  const add = (key: string, { before, decision: { status, row }, result }: Taken<C, R>) =>
    void changes.push({ index: result.index, key, status, before, row });
  const known = prepared ?? (await spec.prepare(orm, commandsOf(records), provider));
  const keeper = { ready: () => undefined, add };
  const results = await decideBatch(spec, records, known, { ...stamp, ...days, provider }, keeper, repeats);
  return { ...counted(results), results, changes };
}
