import type { Answer } from '../../../exchange/index.js';

/** What is made of a list of answers once: what stands behind the head of each message, and the last frames made of it. */
interface Made {
  rests: Buffer[];
  head: string;
  frames: Buffer;
}
const made = new WeakMap<readonly Answer[], Made>();

/** The text frames (RFC 6455) of the messages `HEAD text }`, one for each answer, as a server sends them: whole and unmasked. */
export function framesOf(answers: readonly Answer[], head: string): Buffer {
  const known = made.get(answers);
  if (known?.head === head) return known.frames;
  const rests = known?.rests ?? answers.map(({ text }) => Buffer.from(`${text}}`));
  const frames = assemble(Buffer.from(head), rests);
  made.set(answers, { rests, head, frames });
  return frames;
}

const TEXT = 0x81;
const SHORT = 125;
const MEDIUM = 0xffff;

function assemble(head: Buffer, rests: readonly Buffer[]): Buffer {
  let size = 0;
  for (const rest of rests) size += headerSize(head.length + rest.length) + head.length + rest.length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const rest of rests) {
    const length = head.length + rest.length;
    bytes[at++] = TEXT;
    if (length <= SHORT) bytes[at++] = length;
    else if (length <= MEDIUM) {
      bytes[at++] = 126;
      at = bytes.writeUInt16BE(length, at);
    } else {
      bytes[at++] = 127;
      at = bytes.writeBigUInt64BE(BigInt(length), at);
    }
    at += head.copy(bytes, at);
    at += rest.copy(bytes, at);
  }
  return bytes;
}

const headerSize = (length: number): number => (length <= SHORT ? 2 : length <= MEDIUM ? 4 : 10);
