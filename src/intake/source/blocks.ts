import type { Buffer as Bytes } from 'node:buffer';

/** A line that is longer is cut inside, at a byte that is a character's in no encoding: memory stays flat. */
const LONGEST_LINE = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;
/** Bytes below it are never part of a longer character, in UTF-8, GB18030 and Big5 alike. */
const NEVER_INSIDE = 0x30;

/**
 * The same bytes in blocks that end behind a line break. Line breaks are bytes of their own in every encoding but UTF-16, so a
 * file can be cut into lines before it is decoded.
 */
export async function* lineBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Bytes> {
  let held: Bytes[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let end = lineEnd(bytes);
    if (end === 0 && length + bytes.length > LONGEST_LINE) {
      end = bytes.length;
      while (end > 0 && (bytes[end - 1] as number) >= NEVER_INSIDE) end--;
      if (end === 0 && length > 4 * LONGEST_LINE) end = bytes.length;
    }
    if (end > 0) {
      held.push(bytes.subarray(0, end));
      yield held.length === 1 ? (held[0] as Bytes) : Buffer.concat(held);
      held = [];
      length = 0;
    }
    if (end < bytes.length) {
      held.push(bytes.subarray(end));
      length += bytes.length - end;
    }
  }
  if (length > 0) yield Buffer.concat(held);
}

/** Behind the last line break: a line feed, or a carriage return that no line feed can follow. */
function lineEnd(bytes: Bytes): number {
  const lf = bytes.lastIndexOf(LF);
  if (lf >= 0) return lf + 1;
  const cr = bytes.lastIndexOf(CR, bytes.length - 2);
  return bytes.length > 1 && cr >= 0 ? cr + 1 : 0;
}

/** Calls for each line of a block, its break included. Returns how many have one: all, or all but the last. */
export function eachLine(block: Bytes, take: (from: number, to: number, line: number) => void): number {
  let lines = 0;
  let [lf, cr] = [-2, -2];
  for (let from = 0; from < block.length; lines++) {
    if (lf < from && lf !== -1) lf = block.indexOf(LF, from);
    if (cr < from && cr !== -1) cr = block.indexOf(CR, from);
    const at = cr >= 0 && (lf < 0 || cr < lf) ? cr : lf;
    const to = at < 0 ? block.length : block[at] === CR && block[at + 1] === LF ? at + 2 : at + 1;
    take(from, to, lines);
    if (at < 0) return lines;
    from = to;
  }
  return lines;
}
