import { TextDecoder } from 'node:util';
import { ASTRAL, DAMAGE, likely } from './likely.js';

/** An encoding of two bytes and more that lines can be told from UTF-8 by. */
export type Legacy = 'gb18030' | 'big5';

/** A letter of Europe inside a word of ASCII (Müller) surprises no more than a hanzi would. */
const LETTER_IN_WORD = 8.5;
/** The dot inside names (买买提·艾力) is the most usual sign of two bytes; at a beginning it is none, and 路 in GB18030. */
const DOT = 0xb7;
const DOT_ALONE = 12;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** How surprising bytes are as UTF-8, in nats; bytes that are none are damage. ASCII costs nothing in any reading. */
export function utf8Cost(bytes: Uint8Array, from: number, to: number): number {
  const { first, after, script } = likely();
  let nats = 0;
  let before = 0;
  for (let at = from; at < to; ) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    const good = length === 0 ? 0 : continued(bytes, at, Math.min(at + length, to));
    if (good !== length || length === 0) {
      nats += DAMAGE;
      at += Math.max(good, 1);
      continue;
    }
    if (length === 4) {
      nats += ASTRAL;
      at += 4;
      continue;
    }
    const b1 = (bytes[at + 1] as number) & 0x3f;
    const code =
      length === 2 ? ((lead & 0x1f) << 6) | b1 : ((lead & 0x0f) << 12) | (b1 << 6) | ((bytes[at + 2] as number) & 0x3f);
    const kind = script[code] as number;
    if (kind !== 0 && kind === before) nats += after[code] as number;
    else if (code >= 0xc0 && code < 0x180 && inWord(bytes, at)) nats += LETTER_IN_WORD;
    else if (code === DOT && (bytes[at - 1] ?? 0) < 0x80) nats += DOT_ALONE;
    else nats += first[code] as number;
    before = kind;
    at += length;
  }
  return nats;
}

/** How many bytes from here on are a character's, or the beginning of one. */
function continued(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at];
  const second = at + 1 < end ? (bytes[at + 1] as number) : 0;
  // Forms that are longer than need be, halves of pairs, and what is beyond Unicode.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 1;
  let good = 2;
  while (at + good < end && ((bytes[at + good] as number) & 0xc0) === 0x80) good++;
  return good;
}

/** Whether a letter of two bytes has ASCII around it, and a letter of it on one side. */
function inWord(bytes: Uint8Array, at: number): boolean {
  const left = bytes[at - 1] ?? 0;
  const right = bytes[at + 2] ?? 0;
  return left < 0x80 && right < 0x80 && (isLetter(left) || isLetter(right));
}

const tables = new Map<Legacy, Float32Array>();

/** By lead and trail byte; 0 where these are no character of two bytes. */
function pairs(encoding: Legacy): Float32Array {
  let table = tables.get(encoding);
  if (table) return table;
  table = new Float32Array(0x10000);
  const { first } = likely();
  const decoder = new TextDecoder(encoding);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      const code = text.charCodeAt(0);
      if (code < 0x80 || code === 0xfffd) continue;
      if (text.length === 1) table[(lead << 8) | trail] = first[code] as number;
      else if (text.length === 2 && code >= 0xd800 && code < 0xdc00) table[(lead << 8) | trail] = ASTRAL;
    }
  }
  tables.set(encoding, table);
  return table;
}

/** How surprising bytes are as GB18030 or Big5, in nats. */
export function legacyCost(encoding: Legacy, bytes: Uint8Array, from: number, to: number): number {
  const table = pairs(encoding);
  let nats = 0;
  for (let at = from; at < to; ) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const trail = at + 1 < to ? (bytes[at + 1] as number) : 0;
    const cost = table[(lead << 8) | trail] as number;
    if (cost !== 0) {
      nats += cost;
      at += 2;
    } else if (encoding === 'gb18030' && trail >= 0x30 && trail <= 0x39 && isFour(bytes, at, to)) {
      nats += ASTRAL;
      at += 4;
    } else {
      nats += DAMAGE;
      at++;
    }
  }
  return nats;
}

/** A character of four bytes: lead, digit, lead, digit. */
function isFour(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + 4 > to) return false;
  const third = bytes[at + 2] as number;
  const fourth = bytes[at + 3] as number;
  return third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39;
}

/** How surprising bytes are in an encoding that none of these is: each any of a hundred; less so a single one in a word. */
export function otherCost(bytes: Uint8Array, from: number, to: number): number {
  let nats = 0;
  for (let at = from; at < to; at++) {
    if ((bytes[at] as number) < 0x80) continue;
    const left = at > from ? (bytes[at - 1] as number) : 0;
    const right = at + 1 < to ? (bytes[at + 1] as number) : 0;
    nats += left < 0x80 && right < 0x80 && (isLetter(left) || isLetter(right)) ? LETTER_IN_WORD : 10;
  }
  return nats;
}
