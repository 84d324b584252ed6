import { TextDecoder } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOUBTFUL } from '../../src/intake/source/encoding.js';
import { ENCODERS, encodeBig5, readBytes } from './encoded.js';
import { encodeGb18030 } from './gb18030.js';
import { CHINESE_HEADER, chineseRows } from './sample.js';

const ENGLISH = 'uscc,name,registeredOn\r\n';
const row = (name: string, n = 1) => `9162062${n},${name},2015-03-06\r\n`;
const utf8 = (text: string) => Buffer.from(text);
const rowsUtf8 = (count: number) => utf8(`${CHINESE_HEADER}\n${chineseRows(count).join('\n')}\n`);
const rowsGb18030 = (count: number) => encodeGb18030(`${CHINESE_HEADER}\n${chineseRows(count).join('\n')}\n`);

/** Hanzi that GB2312 has among its usual ones. */
const usual = fc
  .tuple(fc.integer({ min: 0xb0, max: 0xd6 }), fc.integer({ min: 0xa1, max: 0xfe }))
  .map((pair) => new TextDecoder('gb18030').decode(Uint8Array.from(pair)));
const SUFFIXES = ['有限责任公司', '商贸有限公司', '煤业有限公司', '农民专业合作社', '加工厂', '经营部'];
const enterprise = fc
  .tuple(fc.array(usual, { minLength: 2, maxLength: 6 }), fc.constantFrom(...SUFFIXES))
  .map(([own, suffix]) => own.join('') + suffix);

/** The line of the text that has this in it, as it was read. */
const lineOf = (text: string | undefined, part: string) => text?.split(/\r?\n/).find((line) => line.includes(part));

describe('a file in one encoding', () => {
  it('is read as it was written, whichever it is', async () => {
    const names = fc.array(enterprise, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.constantFrom(...Object.keys(ENCODERS)),
        fc.integer({ min: 7, max: 90 }),
        async (all, encoding, size) => {
          const text = ENGLISH + all.map((name) => row(name)).join('');
          expect(await readBytes((ENCODERS[encoding] as (typeof ENCODERS)[string])(text), size)).toEqual({ text });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is refused rather than read as other characters, however little of it is Chinese', async () => {
    const name = fc.array(usual, { minLength: 1, maxLength: 4 }).map((characters) => characters.join(''));
    const encoders = [ENCODERS['utf-8'], ENCODERS.gb18030] as const;
    let read = 0;
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom(...encoders), async (short, encode) => {
        const text = ENGLISH + row(short);
        const found = await readBytes((encode as (text: string) => Buffer)(text));
        if (found.text === undefined) expect(found.refused).toContain('which is in doubt; save it as UTF-8');
        else expect(found.text).toBe(text);
        if (found.text !== undefined) read++;
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(200);
  });

  it('is GB18030 where its bytes happen to be UTF-8 too', async () => {
    const text = ENGLISH + row('平山煤业') + row('全通石路');
    const bytes = encodeGb18030(text);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toThrow();
    expect(await readBytes(bytes)).toEqual({ text });
    // The same in a file whose other lines are UTF-8.
    const { text: mixed } = await readBytes(Buffer.concat([rowsUtf8(20), encodeGb18030(row('平山煤业'))]));
    expect(lineOf(mixed, '91620621,')).toBe(row('平山煤业').trimEnd());
  });

  it('is in doubt where one character alone can be either', async () => {
    expect((await readBytes(encodeGb18030(ENGLISH + row('煤') + row('A')))).refused).toBe(
      'can be UTF-8 or GB18030 in line 2, and which is in doubt; save it as UTF-8 (in Excel: “CSV UTF-8”, CSV UTF-8（逗号分隔）) and import that',
    );
  });

  it('is found out by its last line, behind 5 MB of ASCII', async () => {
    const ascii = utf8(`uscc,name,registeredOn\r\n${row('A').repeat(230_000)}`);
    expect(ascii.length).toBeGreaterThan(5e6);
    for (const encode of [utf8, encodeGb18030]) {
      const { text } = await readBytes(Buffer.concat([ascii, encode(row('民勤煤业', 2))]));
      expect(text?.slice(ascii.length)).toBe(row('民勤煤业', 2));
    }
  });

  it('may have rare hanzi, scripts of autonomous counties and foreign letters', async () => {
    const rare = ['㐀𠀀煤业', '𠮷家堡', '犇鑫淼焱垚商贸', '㐀', '𠀀'];
    const gb18030 = ENGLISH + rare.map((name) => row(name)).join('');
    expect(await readBytes(encodeGb18030(gb18030))).toEqual({ text: gb18030 });
    const others = [
      'བོད་ལྗོངས',
      'شىنجاڭ',
      'ᠮᠣᠩᠭᠣᠯ',
      'ꆈꌠꉙ',
      '연변조선족',
      '买买提·艾力',
      'Müller GmbH',
      'Café',
      'ООО Ромашка',
      '½″×⅝',
    ];
    for (const name of others) {
      const text = ENGLISH + row('民勤县煤业有限公司') + row(name);
      expect(await readBytes(utf8(text)), name).toEqual({ text });
    }
    const alone =
      ENGLISH +
      others
        .slice(0, 5)
        .map((name) => row(name))
        .join('');
    expect(await readBytes(utf8(alone))).toEqual({ text: alone });
  });

  it('may be Big5, and is never read as GB18030 then', async () => {
    const names = ['臺北市電腦公司', '煤業有限公司', '聯發科技股份有限公司', '國泰貿易行', '新竹縣農會'];
    const text = ENGLISH + names.map((name) => row(name)).join('');
    expect(await readBytes(encodeBig5(text))).toEqual({ text });
    for (const name of names) {
      const found = await readBytes(encodeBig5(ENGLISH + row(name)));
      if (found.text === undefined)
        expect(found.refused).toContain('can be Big5 (traditional Chinese 繁体) or GB18030');
      else expect(found.text).toBe(ENGLISH + row(name));
    }
    // Rows of it among others are in doubt.
    const mixed = await readBytes(Buffer.concat([rowsGb18030(20), encodeBig5(row('聯發科技股份有限公司'))]));
    expect(lineOf(mixed.text, '91620621,')).toContain(DOUBTFUL);
  });

  it('is refused where it is of another part of the world', async () => {
    const latin = Buffer.from(ENGLISH + row('Müller') + row('Société') + row('Düsseldorf') + row('Hôtel'), 'latin1');
    expect((await readBytes(latin)).refused).toMatch(/save it as UTF-8/);
  });
});

describe('a file put together out of files', () => {
  it('is read in both encodings, where each line is sure', async () => {
    const [first, second] = [chineseRows(30), chineseRows(4, 30)];
    const text = [CHINESE_HEADER, ...first, ...second, ''].join('\n');
    const head = `${[CHINESE_HEADER, ...first].join('\n')}\n`;
    const tail = `${second.join('\n')}\n`;
    expect(await readBytes(Buffer.concat([encodeGb18030(head), utf8(tail)]))).toEqual({ text });
    expect(await readBytes(Buffer.concat([utf8(head), encodeGb18030(tail)]))).toEqual({ text });
    expect(await readBytes(Buffer.concat([utf8(`\ufeff${head}`), encodeGb18030(tail)]))).toEqual({ text });
    // The mark says what follows it, and is no part of it.
    expect(await readBytes(Buffer.concat([encodeGb18030(head), utf8(`\ufeff${tail}`)]))).toEqual({ text });
    expect(await readBytes(Buffer.concat([utf8(`\ufeff${head}`), utf8(`\ufeff\ufeff${tail}`)]))).toEqual({ text });
    expect(await readBytes(Buffer.concat([encodeGb18030(head), encodeGb18030(tail)]))).toEqual({ text });
    for (const [a, b] of [
      ['utf-16le marked', 'utf-16le marked'],
      ['utf-16be', 'utf-16be'],
    ] as const)
      expect(await readBytes(Buffer.concat([ENCODERS[a]?.(head), ENCODERS[b]?.(tail)] as Buffer[]))).toEqual({ text });
  });

  it('has a line in doubt where one cell says this encoding and another that', async () => {
    const mixed = Buffer.concat([
      encodeGb18030('民勤县煤业有限公司,1,'),
      utf8('甘肃省武威市民勤县'),
      encodeGb18030(',有限责任公司\n'),
    ]);
    for (const rows of [rowsGb18030(20), rowsUtf8(20)]) {
      const { text } = await readBytes(Buffer.concat([rows, mixed, rows]));
      expect(text?.split('\n')[21]).toMatch(new RegExp(`^${DOUBTFUL}.*,1,.*${DOUBTFUL}.*,${DOUBTFUL}$`));
      expect(text?.split(DOUBTFUL).join('')).not.toContain('\ufffd');
      expect(text?.match(/有限责任公司/g)).toHaveLength(80);
    }
  });

  it('has its weak lines in doubt, because nothing tells which they are', async () => {
    const { text } = await readBytes(
      Buffer.concat([rowsGb18030(5), utf8(`${chineseRows(5).join('\n')}\n`), encodeGb18030(row('煤'))]),
    );
    expect(lineOf(text, '91620621,')).toBe(`91620621,${DOUBTFUL},2015-03-06`);
  });
});

describe('a damaged file', () => {
  it('loses the characters that are damaged, and keeps its other lines', async () => {
    for (const rows of [rowsUtf8(50), rowsGb18030(50)]) {
      const whole = (await readBytes(rows)).text?.split('\n') ?? [];
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: rows.length - 1 }), async (at) => {
          if ((rows[at] as number) < 0x80) return;
          const bytes = Buffer.from(rows);
          bytes[at] = 0xff;
          const lines = (await readBytes(bytes)).text?.split('\n') ?? [];
          expect(lines).toHaveLength(whole.length);
          const other = lines.flatMap((line, n) => (line === whole[n] ? [] : [line]));
          expect(other).toHaveLength(1);
          expect(other[0]).toMatch(/[\ufffd\ufdd0]/);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('says so of what a program has read in a wrong encoding before', async () => {
    const name = '民勤县煤业有限公司';
    const asGbk = new TextDecoder('gb18030').decode(utf8('民勤县煤业公司'));
    const asLatin = utf8(name).toString('latin1');
    const gbkAsLatin = encodeGb18030(name).toString('latin1');
    for (const before of [asGbk, asLatin, gbkAsLatin, `${name}锟斤拷锟斤拷`]) {
      const { text } = await readBytes(Buffer.concat([rowsUtf8(20), utf8(row(before))]));
      expect(lineOf(text, '91620621,'), before).toMatch(/[\ufffd\ufdd0]/);
    }
  });
});
