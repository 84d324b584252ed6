/** A whole number from 0 to below `n`. Chance is wanted here: no two soaks interleave alike, so a seed would repeat nothing. */
export const below = (n: number): number => Math.floor(Math.random() * n);
export const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
/** True once in so many times. */
export const oneIn = (n: number): boolean => below(n) === 0;
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
