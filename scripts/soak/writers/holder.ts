import { type Db, prepared } from '../../../db/client.js';
import { type EventDraft, sequenced, type Turn } from '../../../src/exchange/index.js';
import { below, oneIn, pause } from '../chance.js';
import { divisionOf, usccOf } from '../companies.js';
import { marks, type Writes } from './ledger.js';

export interface HolderOptions {
  writer: number;
  /** Milliseconds that a transaction is open before it writes, at most. */
  holdMs: number;
  /** Events of one transaction, at most. */
  batch: number;
  /** Resolves when the writer may go on; false: it is over. */
  turn(): Promise<boolean>;
}

class RolledBack extends Error {}

/** Once in so many transactions the writer also dawdles when its turn has come and everyone waits for it. */
const DAWDLES = 200;
const DAWDLES_LONG = 3_000;

/**
 * The database as a writer uses that has its transaction open, with a number of its own, long before it writes: the order in
 * which transactions begin, and that of their numbers, says nothing about the order in which they commit.
 */
function holding(db: Db, holdMs: number): Db {
  return {
    ...db,
    transaction: (work) =>
      db.transaction(async (orm) => {
        await prepared(orm, 'select pg_current_xact_id()', []);
        await pause(below(holdMs));
        return work(orm);
      }),
  };
}

/** Writes events through the hub's own sequencer, transaction after transaction; a tenth of them are rolled back. */
export async function holder(db: Db, writes: Writes, { writer, holdMs, batch, turn }: HolderOptions): Promise<void> {
  const nextMark = marks(writer);
  const held = holding(db, holdMs);
  let turns = 0;
  while (await turn()) {
    const mark = nextMark();
    const count = 1 + below(batch);
    const fails = turns++ % 10 === writer % 10;
    const work = async ({ append, ...rest }: Turn) => {
      let position = rest.position;
      for (let i = 0; i < count; i++) position = append(draft(writer, mark, i));
      if (oneIn(DAWDLES)) await pause(below(holdMs / 10));
      else if (oneIn(DAWDLES_LONG)) await pause(below(holdMs));
      if (fails) throw new RolledBack(mark);
      return position;
    };
    try {
      // Most hold a transaction of their own; the others share one with whoever writes at the moment.
      const position = await sequenced(oneIn(4) ? db : held, work);
      writes.commit(mark, count, position);
    } catch (error) {
      if (error instanceof RolledBack) writes.rolledBack.push(mark);
      else writes.fail(mark, error);
    }
  }
}

function draft(writer: number, mark: string, i: number): EventDraft {
  const company = writer * 10 + (i % 10);
  const envelope = { subject: usccOf(company), division: divisionOf(company), public: true };
  return { type: 'enterprise.changed', ...envelope, data: { mark, i } };
}
