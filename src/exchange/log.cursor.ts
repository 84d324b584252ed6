import { readCursor, writeCursor } from '../kernel/cursor.js';
import { HubError } from '../kernel/errors.js';
import type { LogIdentity } from './epoch/lineage.js';

/**
 * A cursor of the log: which log, the position up to which its holder has everything, and the epoch that this position is of. One kind
 * for every way out: the feed, subscriptions, webhooks, acknowledgements.
 */
const LIST = 'log';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const POSITION = /^(0|[1-9]\d{0,14})$/;
const EPOCH = /^[0-9a-f]{8}$/;

export const writeLogCursor = ({ id, lineage }: LogIdentity, position: number): string =>
  writeCursor(LIST, [id, position, lineage.at(position).id]);

/** The cursor of an event that was read from the log. */
export function cursorOfEvent({ log, position }: { log?: LogIdentity | undefined; position: number }): string {
  if (!log) throw new Error(`it is not known which log the event at position ${position} was read from`);
  return writeLogCursor(log, position);
}

/** What a cursor says, where it is one of this log; else CURSOR_INVALID. */
export function readLogCursor(
  { id: logId, lineage }: LogIdentity,
  cursor: string,
): { position: number; epoch: string } {
  const [id, position, epoch] = parts(cursor);
  if (id !== logId) throw new HubError('CURSOR_INVALID', 'this cursor is of another log; start again without `after`');
  // Cursors from before there were epochs are of the first one.
  return { position: Number(position), epoch: epoch ?? (lineage.path[0]?.id as string) };
}

function parts(cursor: string): string[] {
  try {
    return readCursor(LIST, cursor, [UUID, POSITION, EPOCH]);
  } catch {
    return readCursor(LIST, cursor, [UUID, POSITION]);
  }
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
