import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { legacyCost, utf8Cost } from './readings.js';

/** So much likelier must the text before the misreading be, in nats, that one happened. */
const CERTAIN = 12;

/**
 * Whether bytes that are UTF-8 are a text that some program read in a wrong encoding before it saved it: 民勤, read as GBK, is
 * 姘戝嫟, and as Latin-1 æ°‘å‹¤. Told by going back: what those characters were made of is a likelier text. `nats`: how
 * surprising the bytes are as they stand.
 */
export function isMisread(bytes: Uint8Array, nats: number): boolean {
  if (!isUtf8(bytes)) return false;
  const text = new TextDecoder().decode(bytes);
  const latin = back(text, latinCodes());
  if (latin) {
    const before = isUtf8(latin) ? utf8Cost(latin, 0, latin.length) : legacyCost('gb18030', latin, 0, latin.length);
    if (before + CERTAIN < nats) return true;
  }
  const gbk = back(text, gbkCodes());
  return gbk !== null && isUtf8(gbk) && utf8Cost(gbk, 0, gbk.length) + CERTAIN < nats;
}

/** The bytes that a program made this text of; null where it cannot have. */
function back(text: string, codes: ReadonlyMap<string, number>): Buffer | null {
  const bytes: number[] = [];
  for (const character of text) {
    if (character < '\u0080') {
      bytes.push(character.charCodeAt(0));
      continue;
    }
    const code = codes.get(character);
    if (code === undefined) return null;
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

let latin: Map<string, number> | null = null;
let gbk: Map<string, number> | null = null;

function latinCodes(): Map<string, number> {
  if (latin) return latin;
  latin = new Map();
  const decoder = new TextDecoder('windows-1252');
  for (let byte = 0x80; byte <= 0xff; byte++) {
    latin.set(String.fromCharCode(byte), byte);
    latin.set(decoder.decode(Uint8Array.of(byte)), byte);
  }
  return latin;
}

function gbkCodes(): Map<string, number> {
  if (gbk) return gbk;
  gbk = new Map();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\ufffd') gbk.set(text, (lead << 8) | trail);
    }
  }
  return gbk;
}
