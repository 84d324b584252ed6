import { createHash } from 'node:crypto';

/** What one request draws its decisions from: the run's seed and the request's number, so that any of a million is made again. */
export class Dice {
  private state: number;

  constructor(seed: string, n: number) {
    this.state = createHash('sha256').update(`${seed} hostile ${n}`).digest().readUInt32LE();
  }

  /** mulberry32: fast, and random enough to be hostile with. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** True once in so many times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  /** Mostly small, now and then as large as `most`: sizes are hostile at both ends. */
  size(most: number): number {
    return Math.ceil(most ** this.next());
  }

  bytes(n: number): Buffer {
    const bytes = Buffer.allocUnsafe(n);
    for (let i = 0; i < n; i++) bytes[i] = this.below(256);
    return bytes;
  }

  /** A text of characters that programs stumble over. */
  text(n: number): string {
    const odd = [
      '煤',
      '𡎚',
      '"',
      '\\',
      "'",
      '%',
      '\u0000',
      '\ud842',
      '\u202e',
      '=',
      '{',
      '}',
      '\n',
      'a',
      '0',
      ' ',
      'é',
      '\ufeff',
    ];
    return Array.from({ length: n }, () => this.pick(odd)).join('');
  }
}
