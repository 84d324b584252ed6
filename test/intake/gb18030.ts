/** The way back that TextDecoder lacks: made by decoding all codes of one, two and (in part) four bytes. */
const codes = new Map<string, number[]>();
const decoder = new TextDecoder('gb18030', { fatal: true });

function learn(bytes: number[]): void {
  try {
    const character = decoder.decode(Uint8Array.from(bytes));
    // Some characters have two codes; the first is as good.
    if ([...character].length === 1 && !codes.has(character)) codes.set(character, bytes);
  } catch {
    // Not a code.
  }
}

for (let b = 0; b < 0x80; b++) learn([b]);
for (let lead = 0x81; lead <= 0xfe; lead++) {
  for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) learn([lead, trail]);
}
// Of four bytes: the rest of the BMP's first part, and the start of the supplementary planes up to 𠮷 (U+20BB7).
for (const [first, seconds] of [
  [0x81, 10],
  [0x90, 1],
  [0x95, 5],
] as const) {
  for (let s = 0; s < seconds; s++) {
    for (let third = 0x81; third <= 0xfe; third++) {
      for (let digit = 0x30; digit <= 0x39; digit++) learn([first, 0x30 + s, third, digit]);
    }
  }
}

export const GB18030_CHARACTERS = [...codes.keys()].filter((c) => c > '\u007f' && c !== '\ufeff' && c !== '\ufffd');

export function encodeGb18030(text: string): Buffer {
  return Buffer.from(
    [...text].flatMap((character) => {
      const code = codes.get(character);
      if (!code) throw new Error(`${character} is not among the characters that the test knows`);
      return code;
    }),
  );
}
