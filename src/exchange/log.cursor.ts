import { readCursor, writeCursor } from '../kernel/cursor.js';
import { HubError } from '../kernel/errors.js';

/**
 * A cursor of the log: which log, and the position up to which its holder has everything. One kind for every way out: the feed,
 * subscriptions, webhooks, acknowledgements.
 */
const LIST = 'log';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const POSITION = /^(0|[1-9]\d{0,14})$/;

export const writeLogCursor = (logId: string, position: number): string => writeCursor(LIST, [logId, position]);

/** The position; what is no cursor of this log is CURSOR_INVALID. */
export function readLogCursor(logId: string, cursor: string): number {
  const [id, position] = readCursor(LIST, cursor, [UUID, POSITION]);
  if (id !== logId) throw invalid('this cursor is of another log; start again without `after`', logId, null);
  return Number(position);
}

/** The refusal of a cursor; it names the oldest one that can be gone on from. */
export function invalid(message: string, logId: string, oldest: number | null): HubError {
  const cursor = oldest === null ? null : writeLogCursor(logId, oldest);
  return new HubError('CURSOR_INVALID', cursor ? `${message}; the oldest cursor is ${cursor}` : message, {
    ...(cursor ? { oldest: cursor } : {}),
  });
}
