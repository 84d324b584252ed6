import { dateOf } from './date.js';

/** Where the present comes from. Decisions take `now` as an argument; only the edges read a clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Today in Shanghai. */
export const today = (clock: Clock): string => dateOf(clock.now());
