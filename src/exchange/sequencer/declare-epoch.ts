import type { Db } from '../../../db/client.js';
import { beginEpochIn, type NewEpoch } from '../epoch/begin.js';
import type { Epoch } from '../epoch/lineage.js';
import { sequenced } from './sequencer.js';

/** Begins a new epoch of the log in a turn of its own; null where the present one is not `instead` any more. */
export const beginEpoch = (db: Db, begun: NewEpoch): Promise<Epoch | null> =>
  sequenced(db, async (turn) =>
    begun.instead === undefined || begun.instead === turn.epoch ? beginEpochIn(turn, begun) : null,
  );
