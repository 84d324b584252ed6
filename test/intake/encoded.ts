import { decodeText } from '../../src/intake/source/encoding.js';
import { survey } from '../../src/intake/source/survey.js';
import { encodeGb18030 } from './gb18030.js';

/** As `encodeGb18030`, for Big5: the way back of its two bytes. */
const codes = new Map<string, number[]>();
const decoder = new TextDecoder('big5');
for (let lead = 0xa1; lead <= 0xf9; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    const character = decoder.decode(Uint8Array.of(lead, trail));
    if (character.length === 1 && character > '\u007f' && !codes.has(character)) codes.set(character, [lead, trail]);
  }
}

export const encodeBig5 = (text: string): Buffer =>
  Buffer.from([...text].flatMap((c) => (c < '\u0080' ? [c.charCodeAt(0)] : (codes.get(c) ?? missing(c)))));

function missing(character: string): never {
  throw new Error(`${character} is not in Big5`);
}

/** Every way in which files of text come, by name. */
export const ENCODERS: Record<string, (text: string) => Buffer> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 marked': (text) => Buffer.from(`\ufeff${text}`),
  'utf-8 marked twice': (text) => Buffer.from(`\ufeff\ufeff${text}`),
  gb18030: encodeGb18030,
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'utf-16le marked': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be marked twice': (text) => Buffer.from(`\ufeff\ufeff${text}`, 'utf16le').swap16(),
};

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What bytes are read as; a file that is refused as a whole is its message. */
export async function readBytes(
  bytes: Uint8Array,
  size = 64 * 1024,
): Promise<{ text: string; refused?: never } | { refused: string; text?: never }> {
  const verdict = await survey(() => inChunks(bytes, size));
  if ('doubt' in verdict) return { refused: verdict.doubt };
  let text = '';
  for await (const part of decodeText(inChunks(bytes, size), verdict)) text += part;
  return { text };
}
