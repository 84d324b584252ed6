import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/intake/source/encoding.js';
import { survey } from '../../src/intake/source/survey.js';
import { encodeGb18030, GB18030_CHARACTERS } from './gb18030.js';
import { CHINESE_HEADER } from './sample.js';

/** The bytes cut at these places (fractions of the length). */
async function* cut(bytes: Uint8Array, places: number[]): AsyncGenerator<Uint8Array> {
  const ends = [...places.map((p) => Math.floor(p * bytes.length)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    yield bytes.subarray(from, end);
    from = end;
  }
}

async function decoded(bytes: Uint8Array, places: number[] = []): Promise<{ text: string; found: string }> {
  const verdict = await survey(() => cut(bytes, places.toReversed()));
  if ('doubt' in verdict) throw new Error(verdict.doubt);
  let text = '';
  for await (const part of decodeText(cut(bytes, places), verdict)) text += part;
  return { text, found: `${verdict.encoding}${verdict.marked ? ' marked' : ''}${verdict.alike ? '' : ' by line'}` };
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });
/** Any text under a header that says that the file is Chinese; marks are taken off wherever they are. */
const anyText = fc
  .string({ unit: 'binary', maxLength: 300 })
  .map((text) => `${CHINESE_HEADER}\n${text.replaceAll('\ufeff', '')}`);

describe('decoding', () => {
  it('gives any UTF-8 text back, however it is cut, with and without mark', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.boolean(), places, async (text, bom, at) => {
        const bytes = Buffer.from((bom ? '\ufeff' : '') + text);
        expect((await decoded(bytes, at)).text).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('gives any GB18030 text under a Chinese header back, however it is cut', async () => {
    const character = fc.oneof(
      fc.constantFrom(...GB18030_CHARACTERS),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(character, { maxLength: 200 }), places, async (characters, at) => {
        const text = `${CHINESE_HEADER}\r\n${characters.join('')}`;
        const { text: back, found } = await decoded(encodeGb18030(text), at);
        expect(back).toBe(text);
        expect(found).toBe('gb18030');
      }),
      { numRuns: 200 },
    );
  });

  it('finds what is beyond ASCII behind much ASCII', async () => {
    const text = `${'uscc,name\n'.repeat(20_000)}91,煤业𠮷\n`;
    const places = Array.from({ length: 60 }, (_, i) => i / 60);
    expect((await decoded(Buffer.from(text), places)).text).toBe(text);
    expect((await decoded(encodeGb18030(text), places)).text).toBe(text);
  });

  it('reads UTF-16 with its mark', async () => {
    const text = '企业名称,uscc\n煤业𠮷,91\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(await decoded(little, [0.1, 0.11, 0.37])).toEqual({ text, found: 'utf-16le marked' });
    expect(await decoded(Buffer.from(little).swap16(), [0.05])).toEqual({ text, found: 'utf-16be marked' });
  });

  it('keeps damaged UTF-8 for UTF-8: the damaged characters alone are replaced', async () => {
    const bytes = Buffer.from('uscc,name\n1,红沙岗煤业\n2,红沙岗煤业\n');
    bytes[bytes.lastIndexOf('岗') + 1] = 0x41;
    const { text, found } = await decoded(bytes);
    expect(found).toBe('utf-8');
    expect(text).toContain('1,红沙岗煤业\n2,红沙\ufffd');
  });

  it('replaces a character that the file’s end cuts off', async () => {
    expect((await decoded(Buffer.from('民勤煤业').subarray(0, 11))).text).toBe('民勤煤\ufffd');
    expect((await decoded(encodeGb18030('企业名称').subarray(0, 7))).text).toBe('企业名\ufffd');
  });

  it('finds nothing in nothing', async () => {
    expect(await decoded(new Uint8Array())).toEqual({ text: '', found: 'utf-8' });
    expect((await decoded(Buffer.from('\ufeff'))).text).toBe('');
    expect((await decoded(Buffer.from('a'))).text).toBe('a');
  });
});
