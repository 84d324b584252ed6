import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, MOST_LINE_BYTES, MOST_LINES } from '../../src/server/doors/portfolio/lines.js';

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const next = at + (sizes[i % sizes.length] as number);
    yield bytes.subarray(at, next);
    at = next;
  }
}
async function all(bytes: Buffer, sizes: readonly number[] = [65_536]) {
  const lines: { number: number; text: string; tooLong: boolean }[] = [];
  for await (const { number, bytes: line, tooLong } of linesOf(inPieces(bytes, sizes)))
    lines.push({ number, text: line.toString('utf8'), tooLong });
  return lines;
}

describe('the lines of a list', () => {
  it('are those between line feeds, however the bytes are cut', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constant(''),
      fc.constant('码'.repeat(30)),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), sizes, async (given, cuts) => {
        const text = given.map((l) => l.replaceAll('\n', ' ')).join('\n');
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await all(Buffer.from(text), cuts)).toEqual(
          expected.map((l, i) => ({ number: i + 1, text: l, tooLong: false })),
        );
      }),
    );
  });

  it('are told where they are too long, and the others stand', async () => {
    for (const length of [MOST_LINE_BYTES, MOST_LINE_BYTES + 1, 200_000]) {
      for (const sizes of [[65_536], [1_000], [4_096]]) {
        const lines = await all(Buffer.from(`a\n${'x'.repeat(length)}\nb`), sizes);
        expect(lines.map((l) => [l.number, l.tooLong])).toEqual([
          [1, false],
          [2, length > MOST_LINE_BYTES],
          [3, false],
        ]);
        expect(lines[1]?.text).toBe('x'.repeat(Math.min(length, MOST_LINE_BYTES)));
      }
    }
  });

  it('are at most a million', async () => {
    const most = await all(Buffer.alloc(MOST_LINES, '\n'));
    expect(most).toHaveLength(MOST_LINES);
    await expect(all(Buffer.alloc(MOST_LINES + 1, '\n'))).rejects.toMatchObject({
      status: 413,
      extensions: { max: MOST_LINES },
    });
  });
});
