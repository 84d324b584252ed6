import { randomBytes } from 'node:crypto';
import type { Orm } from '../../../db/client.js';
import { hashAt, insertEpoch, setBack } from './epoch.store.js';
import type { Epoch, EpochReason } from './lineage.js';

export interface NewEpoch {
  reason: Exclude<EpochReason, 'FIRST'>;
  /** What was found, or who said it, in a sentence: for operators, and for every consumer. */
  why: string;
  /** Last position that it has in common with the one before. Left out: the log's last one. */
  beganAfter?: number | undefined;
  /** Last position of the epoch before that is known to have been given; left out: not known. */
  lostThrough?: number | undefined;
  /** Epochs that led away from this log, and were known elsewhere. */
  abandoned?: readonly Epoch[] | undefined;
  /** Only while this is the present epoch: another process may have been faster. */
  instead?: string | undefined;
}

/** The event that tells of it. */
interface LogRestored {
  type: 'log.restored';
  subject: null;
  division: null;
  public: true;
  data: {
    epoch: string;
    previous: string;
    beganAfter: number;
    reason: EpochReason;
    why: string;
    lostThrough: number | null;
  };
}

/** What it needs of a turn. */
interface EpochTurn {
  orm: Orm;
  readonly position: number;
  readonly recordedAt: Date;
  readonly hash: string;
  epoch: string;
  append(draft: LogRestored): number;
}

/**
 * Begins a new epoch of the log, in a turn: who has something behind `beganAfter`, of an epoch before, has what is no more. The
 * event `log.restored` says so to everybody; webhooks and durable consumers stand at `beganAfter` again where they were behind it.
 */
export async function beginEpochIn(turn: EpochTurn, begun: NewEpoch): Promise<Epoch> {
  const { orm, recordedAt, epoch: parent } = turn;
  const { reason, why, beganAfter = turn.position, lostThrough, abandoned = [] } = begun;
  const hash = beganAfter === turn.position ? Buffer.from(turn.hash, 'hex') : await hashAt(orm, beganAfter);
  if (!hash) throw new Error(`no epoch can begin behind position ${beganAfter}: the log does not have it any more`);
  const beganAt = recordedAt.toISOString();
  const epoch: Epoch = { id: randomBytes(4).toString('hex'), parent, beganAfter, beganAt, reason, why };
  for (const known of abandoned) await insertEpoch(orm, known, null);
  await insertEpoch(orm, epoch, hash);
  await setBack(orm, beganAfter);
  turn.epoch = epoch.id;
  turn.append({
    type: 'log.restored',
    subject: null,
    division: null,
    public: true,
    data: { epoch: epoch.id, previous: parent, beganAfter, reason, why, lostThrough: lostThrough ?? null },
  });
  return epoch;
}
