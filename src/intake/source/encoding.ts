import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** What the bytes turned out to be. `bom`: whether the file says so itself. */
export interface FoundEncoding {
  name: Encoding;
  bom: boolean;
}

const BOMS: [mark: Buffer, name: Encoding][] = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
];
const LONGEST_BOM = 3;
/** How much is looked at, from the first byte beyond ASCII on: where a chunk was cut must not decide. */
const SAMPLE = 64 * 1024;

/** A mark is taken off before; a U+FEFF further in is text and stays. */
const decoderOf = (name: Encoding) => new TextDecoder(name, { ignoreBOM: true });

/**
 * Decodes a stream of bytes: by its byte order mark; else ASCII passes as it is until the first other bytes, which decide
 * between UTF-8 and GB18030 for the rest. Bytes that the encoding does not know become U+FFFD, and the row that has
 * one is refused by its check. `found` hears the decision; a file of ASCII alone never makes one.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  found: (encoding: FoundEncoding) => void = () => {},
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let started = false;
  let held = Buffer.alloc(0);

  const take = (last: boolean): string => {
    if (!started) {
      if (held.length < LONGEST_BOM && !last) return '';
      started = true;
      const bom = BOMS.find(([mark]) => held.subarray(0, mark.length).equals(mark));
      if (bom) {
        found({ name: bom[1], bom: true });
        decoder = decoderOf(bom[1]);
        return decoder.decode(held.subarray(bom[0].length), { stream: !last });
      }
    }
    const ascii = held.toString('latin1', 0, asciiLength(held));
    held = held.subarray(ascii.length);
    if (held.length === 0 || (held.length < SAMPLE && !last)) return ascii;
    const name = guess(held);
    found({ name, bom: false });
    decoder = decoderOf(name);
    return ascii + decoder.decode(held, { stream: !last });
  };

  for await (const chunk of chunks) {
    if (decoder) {
      yield (decoder as TextDecoder).decode(chunk, { stream: true });
      continue;
    }
    held = Buffer.concat([held, chunk]);
    const text = take(false);
    if (text) yield text;
  }
  const rest = decoder ? (decoder as TextDecoder).decode() : take(true);
  if (rest) yield rest;
}

function asciiLength(bytes: Buffer): number {
  if (isAscii(bytes)) return bytes.length;
  return bytes.findIndex((b) => b > 0x7f);
}

/** UTF-8 where the sample is valid UTF-8 (but for a character cut at its end), or where a few bytes of it are damaged. */
function guess(sample: Buffer): 'utf-8' | 'gb18030' {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf-8';
  } catch {
    // GB18030 read as UTF-8 is almost nothing but faults; a UTF-8 file with some damaged bytes is almost nothing but
    // good characters of three bytes. Reading that one as GB18030 would turn every row into other, valid characters.
    let good = 0;
    let bad = 0;
    for (const character of decoderOf('utf-8').decode(sample, { stream: true })) {
      if (character === '\uFFFD') bad++;
      else if (character >= '\u0800') good++;
    }
    return good > bad ? 'utf-8' : 'gb18030';
  }
}
