import { limitExceeded } from '../../kernel/errors.js';

/**
 * JSON that is parsed on the serving thread. A text of four megabytes of codes takes a millisecond to be parsed; one of nothing but
 * brackets takes almost a second. What makes the difference is how many values it has, and how deep they stand in each other.
 */
const MOST = { values: 100_000, nesting: 200 };
/** So short a text is parsed in no time, whatever it is. */
const SHORT = 16_384;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What a byte outside of texts means. */
const [OTHER, TEXT, NEXT, OPEN, CLOSE] = [0, 1, 2, 3, 4];
const MEANING = new Uint8Array(256).fill(OTHER);
for (const [meaning, bytes] of [
  [TEXT, '"'],
  [NEXT, ',:'],
  [OPEN, '[{'],
  [CLOSE, ']}'],
] as const)
  for (const byte of Buffer.from(bytes)) MEANING[byte] = meaning;

/** Refuses bytes that JSON.parse would work on for long: LIMIT_EXCEEDED. What is no JSON is not its matter. */
export function checkJsonSize(bytes: Buffer): void {
  if (bytes.length <= SHORT) return;
  const { values, nesting } = sizeOfJson(bytes);
  if (nesting > MOST.nesting) throw limitExceeded('nesting of JSON', MOST.nesting, nesting);
  if (values > MOST.values) throw limitExceeded('values of JSON', MOST.values, values);
}

/** How many values and names a JSON text has, and how deep it nests; counted until there is more than may be, in linear time. */
export function sizeOfJson(bytes: Buffer): { values: number; nesting: number } {
  // Every value but the first of a bracket stands behind a comma, every value of a name behind a colon.
  let values = 1;
  let depth = 0;
  let nesting = 0;
  for (let at = 0; at < bytes.length && values <= MOST.values && nesting <= MOST.nesting; at++) {
    const meaning = MEANING[bytes[at] as number];
    if (meaning === OTHER) continue;
    if (meaning === TEXT) at = endOfText(bytes, at);
    else if (meaning === CLOSE) depth--;
    else values++;
    if (meaning === OPEN) nesting = Math.max(nesting, ++depth);
  }
  return { values, nesting };
}

/** Where a text that begins here ends; texts are skipped by a native search, for most of a long body are texts. */
function endOfText(bytes: Buffer, begin: number): number {
  for (let end = bytes.indexOf(QUOTE, begin + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return bytes.length;
}
