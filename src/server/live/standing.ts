import type { Answer, Receiver, Subscribed } from '../../exchange/index.js';
import type { OperationRequest } from '../operation/operation.js';

/** How often a subscriber is told where it stands though nothing came that it asked for, in milliseconds. */
export const STANDING_MS = 12_000;

/** Whether an operation asks, by `extensions: { "cursors": true }`, for answers that say a cursor alone. */
export const asksCursors = ({ extensions }: OperationRequest): boolean => extensions?.cursors === true;

/**
 * An answer that says a cursor alone. Its data is null, and not left out: clients take a result without data for a failure, and
 * one whose data is null for one that has nothing to show.
 */
export const standingAnswer = (cursor: string): Answer => ({
  cursor,
  text: JSON.stringify({ data: null, extensions: { cursor } }),
});

/**
 * Tells a subscriber where it stands, now and whenever that has changed: one that is cut before its first event knows where it
 * began, and a quiet one does not go on from far back. The answered function ends it.
 */
export function tellStanding(receiver: Receiver, subscribed: Pick<Subscribed, 'cursor'>, begun: string): () => void {
  let told = begun;
  receiver.send([standingAnswer(begun)]);
  const timer = setInterval(() => {
    const cursor = subscribed.cursor();
    if (cursor === told || !receiver.open) return;
    told = cursor;
    receiver.send([standingAnswer(cursor)]);
  }, STANDING_MS);
  return () => clearInterval(timer);
}
