import { readCursor, writeCursor } from '../../kernel/cursor.js';
import { HubError } from '../../kernel/errors.js';
import type { LogIdentity } from '../epoch/lineage.js';
import type { EventRow } from './event.js';

/**
 * A cursor of the log: which log, the position up to which its holder has everything, the epoch that this position is of, and the
 * beginning of the chain's hash there, where whoever wrote it knew it: by that a log is found out that was put back to an earlier state and
 * went on, although nothing in it says so. One kind for every way out: the feed, subscriptions, webhooks, acknowledgements.
 */
const LIST = 'log';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const POSITION = /^(0|[1-9]\d{0,14})$/;
const EPOCH = /^[0-9a-f]{8}$/;

const MARK = /^([\w-]{8})?$/;
const MARK_BYTES = 6;

const markOf = (hash: Uint8Array): string => Buffer.from(hash.subarray(0, MARK_BYTES)).toString('base64url');

/**
 * Of a later epoch than the first a cursor also says from what that one goes on, and where it began: the log may never have had it, having
 * been put back to before it, and still know up to where its holder has what the log says.
 */
export function writeLogCursor({ id, lineage }: LogIdentity, position: number, hash?: Uint8Array): string {
  const { id: epoch, parent, beganAfter } = lineage.at(position);
  const mark = hash ? markOf(hash) : '';
  const later = parent === null ? [] : [parent, beganAfter];
  return writeCursor(LIST, [id, position, epoch, ...(mark || later.length > 0 ? [mark] : []), ...later]);
}

/** The cursor of an event that was read from the log. */
export function cursorOfEvent({ log, position, hash }: Pick<EventRow, 'log' | 'position' | 'hash'>): string {
  if (!log) throw new Error(`it is not known which log the event at position ${position} was read from`);
  return writeLogCursor(log, position, hash);
}

export interface LogPlace {
  position: number;
  epoch: string;
  /** Whether this is the chain's hash there, as far as the cursor says. */
  follows(hash: Uint8Array): boolean;
  /** Whether it says anything of it. */
  marked: boolean;
  /** What its epoch goes on from, and where it began; null: it is the first one, or from before cursors said so. */
  origin: { parent: string; beganAfter: number } | null;
}

/** What a cursor says, where it is one of this log; else CURSOR_INVALID. */
export function readLogCursor({ id: logId, lineage }: LogIdentity, cursor: string): LogPlace {
  const [id, position, epoch, mark, parent, beganAfter] = parts(cursor);
  if (id !== logId) throw new HubError('CURSOR_INVALID', 'this cursor is of another log; start again without `after`');
  return {
    position: Number(position),
    // Cursors from before there were epochs are of the first one.
    epoch: epoch ?? (lineage.path[0]?.id as string),
    follows: (hash) => !mark || mark === markOf(hash),
    marked: Boolean(mark),
    origin: parent === undefined ? null : { parent, beganAfter: Number(beganAfter) },
  };
}

const PLACE = [UUID, POSITION, EPOCH];

function parts(cursor: string): string[] {
  for (const form of [[...PLACE, MARK, EPOCH, POSITION], [...PLACE, MARK], PLACE]) {
    try {
      return readCursor(LIST, cursor, form);
    } catch {
      // Perhaps of an earlier form.
    }
  }
  return readCursor(LIST, cursor, [UUID, POSITION]);
}

/** Where somebody may go on whose cursor is refused; null where the hub cannot say. */
export interface GoOn {
  /** The oldest position that can be gone on from. */
  oldest?: number;
  /** The last position up to which what its holder has is what the log says. */
  common?: number;
  /** The events that its holder may have and that are no more: positions of an epoch. */
  lost?: { epoch: string; from: number; to: number };
}

/** The refusal of a cursor. */
export function invalid(message: string, log: LogIdentity, { oldest, common, lost }: GoOn): HubError {
  const said: Record<string, unknown> = {};
  if (oldest !== undefined) said.oldest = writeLogCursor(log, oldest);
  if (common !== undefined) said.common = writeLogCursor(log, common);
  if (lost) said.lost = lost;
  const where =
    common !== undefined
      ? `; go on from ${said.common}`
      : oldest !== undefined
        ? `; the oldest cursor is ${said.oldest}`
        : '';
  return new HubError('CURSOR_INVALID', message + where, said);
}
