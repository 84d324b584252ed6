import { TextDecoder } from 'node:util';

/** UTF-16 has a zero byte in every ASCII character: separators, digits, line breaks. At least so many of its bytes are. */
const LEAST_ZEROS = 0.02;
/** And hardly any on the other side, where only few characters (一, U+4E00) have one. */
const ONE_SIDED = 4;
const SAMPLE = 64 * 1024;

/** Whether bytes without a mark are UTF-16, by where their zeros are: of all text that agencies write, nothing else has any. */
export function wide(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0] as [number, number];
  for (let at = sample.indexOf(0); at >= 0; at = sample.indexOf(0, at + 1)) zeros[at & 1 ? 1 : 0]++;
  const [even, odd] = zeros;
  if (even + odd < sample.length * LEAST_ZEROS) return null;
  const encoding = odd > even * ONE_SIDED ? 'utf-16le' : even > odd * ONE_SIDED ? 'utf-16be' : null;
  if (!encoding) return null;
  // Text has no control characters beside tabs and line breaks, in the encoding that it is in.
  const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length & ~1));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]/.test(text.slice(0, -1)) ? null : encoding;
}
