import type { Answer } from './answer.js';

/** A subscriber's end of a socket or stream. */
export interface Receiver {
  /** Sends answers, in their order. Many receivers get the same list: what is made of it can be made once for all of them. */
  send(answers: readonly Answer[]): void;
  /** Bytes accepted and not yet taken by the network. */
  readonly waiting: number;
  readonly open: boolean;
  /** It cannot follow: closes it with the protocol's own code; it comes back with its cursor. */
  tooSlow(): void;
  /** The subscription cannot go on, for example because its cursor is no longer kept. */
  fail(error: unknown): void;
}

export interface PushLimits {
  /** Bytes that may wait for one subscriber before it counts as too slow. */
  buffer: number;
  /** Milliseconds that a subscriber who is being replayed to may take nothing at all. */
  stall: number;
}
export const PUSH_LIMITS: PushLimits = { buffer: 256 * 1024, stall: 30_000 };
