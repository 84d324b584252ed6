import { createHash } from 'node:crypto';

// Set in the environment, which the children inherit.
if (process.env.SEED === 'random') process.env.SEED = String(Math.floor(Math.random() * 2 ** 31));
/** What every process of the soak draws its decisions from; how the processes interleave is never the same. SEED names another, or `random`. */
export const SEED = process.env.SEED || '20150401';
const own = `${SEED} ${process.env.SOAK_CHILD ?? 'soak'}`;
let drawn = 0;

/** A whole number from 0 to below `n`. */
export const below = (n: number): number =>
  Math.floor((createHash('sha256').update(`${own} ${drawn++}`).digest().readUInt32BE() / 2 ** 32) * n);
export const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
/** True once in so many times. */
export const oneIn = (n: number): boolean => below(n) === 0;
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
