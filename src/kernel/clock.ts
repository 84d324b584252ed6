import { dateOf } from './date.js';
import { machine } from './machine.js';

/** Where the present comes from. Decisions take `now` as an argument; only the edges read a clock. */
export interface Clock {
  now(): Date;
}

/** Where the time of day was known to be right, and how far it may be from that before it is not believed. */
let known: { steady: number; wall: number; toleranceMs: number } | null = null;

/** Says what the time of day was when the machine's steady clock said so; the guard of the clock does (src/exchange/time). */
export function trustTime(steady: number, wall: number, toleranceMs: number): void {
  known = { steady, wall, toleranceMs };
}

/**
 * The present: the machine's time of day; where that has jumped away from what was known, the time that it would be had it not.
 * So what the hub says of "now" stays right while its clock is wrong.
 */
export function present(): Date {
  const wall = machine.wall();
  if (!known) return new Date(wall);
  const expected = known.wall + machine.steady() - known.steady;
  return new Date(Math.abs(wall - expected) <= known.toleranceMs ? wall : Math.round(expected));
}

export const systemClock: Clock = { now: present };

/** Today in Shanghai. */
export const today = (clock: Clock): string => dateOf(clock.now());
