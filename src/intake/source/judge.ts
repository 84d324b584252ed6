import { LEAST } from './likely.js';
import { isMisread } from './misread.js';
import { type Legacy, legacyCost, otherCost, utf8Cost } from './readings.js';

/**
 * What a line's bytes say of its encoding. `utf-8`, `legacy`: surely this one; `weak`: rather the one or the other (see `nats`);
 * `doubt`: one cell says this and another that, or a cell was read in a wrong encoding before.
 */
export type LineVerdict = 'ascii' | 'utf-8' | 'legacy' | 'weak' | 'doubt';

/** So much likelier (e^10, 22,000 times) must a reading be than the other to be sure by itself. */
export const SURE = 10;
/** So much less likely may a weak line be in the file's encoding and is still read in it, where no line is surely of another. */
export const CONTRARY = 2;
/** Who hands in a Big5 file on the mainland is rare, and so it must be likelier still. */
const BIG5_IS_RARE = 4;
/** Up to so many nats a character, bytes look like Chinese text; a longer run of these is surely of that encoding. */
const CHINESE = 8.5;
const SOME_CHARACTERS = 4;
/** Up to so many a character, a line that differs from its file is believed to. */
const BELIEVED = 11;

/** Bytes that end a cell, or a text in JSON; a longer character has none of them inside. */
const ENDS_RUN = new Uint8Array(256);
for (const character of '\t\n\r",;') ENDS_RUN[character.charCodeAt(0)] = 1;

/** Judges lines, and remembers of all of them together what a file is judged by. */
export class Judge {
  /** How much likelier UTF-8 is than the other encoding, in nats: of the last line, and of all. */
  nats = 0;
  allNats = 0;
  /** Whether the last line, read in the other encoding, looks like Chinese text. */
  believable = true;
  readonly counted: Record<LineVerdict, number> = { ascii: 0, 'utf-8': 0, legacy: 0, weak: 0, doubt: 0 };
  /** Of weak lines: how far the furthest lean to either side. */
  weakest = { utf8: 0, legacy: 0 };
  /** Runs that surely are of the judge's encoding rather than of the other of two bytes, and the reverse. */
  runs = { own: 0, rival: 0 };
  /** How much likelier the other of two bytes is, in nats, of all runs that do not look like Chinese text in the judge's. */
  rivalNats = 0;
  /** Of lines that are not surely UTF-8: how surprising they are in the judge's encoding, and in one that nobody knows. */
  legacyNats = 0;
  strangeNats = 0;

  constructor(readonly legacy: Legacy) {}

  line(bytes: Uint8Array, from: number, to: number): LineVerdict {
    const verdict = this.judged(bytes, from, to);
    this.counted[verdict]++;
    if (verdict === 'ascii') return verdict;
    this.allNats += this.nats;
    if (verdict === 'weak') {
      this.weakest.utf8 = Math.max(this.weakest.utf8, this.nats);
      this.weakest.legacy = Math.max(this.weakest.legacy, -this.nats);
    }
    return verdict;
  }

  private judged(bytes: Uint8Array, from: number, to: number): LineVerdict {
    let [utf8, legacy, doubt, beyond, cost] = [false, false, false, 0, 0];
    this.nats = 0;
    let start = from;
    // Files put together out of files have a mark where each began: it says what follows.
    for (; bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf; start += 3)
      this.nats = SURE;
    for (let at = start; at <= to; ) {
      let high = 0;
      const run = at;
      for (; at < to; at++) {
        const byte = bytes[at] as number;
        if (byte >= 0x80) high++;
        else if (ENDS_RUN[byte] === 1) break;
      }
      const end = at++;
      if (high === 0) continue;
      beyond += high;
      const own = this.run(bytes, run, end, high);
      this.nats += own.nats;
      cost += own.legacyNats;
      if (own.nats > SURE) utf8 = true;
      if (own.nats < -SURE) legacy = true;
      if (own.doubt) doubt = true;
    }
    if (beyond === 0) return 'ascii';
    if (doubt || (utf8 && legacy)) return 'doubt';
    if (utf8 || this.nats > SURE) return 'utf-8';
    this.believable = cost <= (beyond / 2) * BELIEVED;
    this.legacyNats += cost;
    this.strangeNats += otherCost(bytes, start, to);
    return legacy || this.nats < -SURE ? 'legacy' : 'weak';
  }

  /** Of the bytes of one cell, `high` of them beyond ASCII. */
  private run(bytes: Uint8Array, from: number, to: number, high: number) {
    const utf8 = utf8Cost(bytes, from, to);
    // Most of a UTF-8 file ends here: even if all of it were the most usual hanzi, the other reading would be less likely.
    const atLeast = (high / 2) * LEAST;
    const strange = utf8 > high * 3.2 && high >= 4;
    if (!strange && atLeast - utf8 > SURE) return { nats: atLeast - utf8, legacyNats: 0, doubt: false };
    const legacyNats = legacyCost(this.legacy, bytes, from, to);
    const nats = legacyNats - utf8;
    if (nats > 0) return { nats, legacyNats, doubt: strange && isMisread(bytes.subarray(from, to), utf8) };
    const characters = high / 2;
    if (legacyNats <= characters * CHINESE) {
      if (characters >= SOME_CHARACTERS) this.runs.own++;
      return { nats, legacyNats, doubt: strange && isMisread(bytes.subarray(from, to), utf8) };
    }
    const rival = legacyCost(this.legacy === 'big5' ? 'gb18030' : 'big5', bytes, from, to);
    this.rivalNats += legacyNats - rival;
    const doubt = rival + SURE + (this.legacy === 'big5' ? 0 : BIG5_IS_RARE) < legacyNats;
    if (doubt) this.runs.rival++;
    return { nats, legacyNats, doubt: doubt || (strange && isMisread(bytes.subarray(from, to), utf8)) };
  }
}
