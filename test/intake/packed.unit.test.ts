import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzipped } from '../../src/intake/source/gunzip.js';
import { openText } from '../../src/intake/source/text-source.js';
import { explained } from '../../src/intake/table/import-error.js';
import { afterFile } from '../kit/after-file.js';
import { encodeGb18030 } from './gb18030.js';
import { chineseCsv } from './sample.js';
import { zip } from './zip.js';

const folder = mkdtempSync(join(tmpdir(), 'hub-packed-'));
afterFile(() => rmSync(folder, { recursive: true, force: true }));

/** A file's text; where it is refused: why. */
async function read(content: Uint8Array, name = 'x.gz'): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, content);
  try {
    const source = await openText(path, name);
    let text = '';
    for await (const part of source.text) text += part;
    expect(source.bytesRead()).toBeGreaterThan(0);
    await source.close();
    return text;
  } catch (error) {
    return (explained(error, path, name) as Error).message;
  }
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const csv = 'uscc,name\n1,民勤煤业\n';
const zeros = (count: number) => Buffer.alloc(count);

describe('gzip', () => {
  it('has all its members read, behind one another and behind zeros, however it is cut', async () => {
    const member = fc.record({
      text: fc.string({ maxLength: 200 }),
      zeros: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 600 })),
      level: fc.constantFrom(0, 6),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 300 }),
        async (members, size) => {
          const packed = members.flatMap((m) => [gzipSync(m.text, { level: m.level }), zeros(m.zeros)]);
          let text = '';
          for await (const chunk of gunzipped(cut(Buffer.concat(packed), size), 'x')) text += chunk.toString('latin1');
          expect(Buffer.from(text, 'latin1').toString()).toBe(members.map((m) => m.text).join(''));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('loses nothing of members as large as its buffers', async () => {
    const parts = [chineseCsv(700), chineseCsv(3), chineseCsv(1_500)];
    const packed = parts.flatMap((part, n) => [
      gzipSync(part, { level: n === 2 ? 0 : 6 }),
      zeros(n === 1 ? 0 : 70_000),
    ]);
    expect(await read(Buffer.concat(packed))).toBe(parts.join(''));
  });

  it('is refused where something stands behind its members, or the last one is cut off', async () => {
    const packed = gzipSync(csv);
    const foreign = 'x.gz: has something behind its gzip data that is none; fetch it again, or pack it anew';
    expect(await read(Buffer.concat([packed, Buffer.from('uscc,name\n2,乙\n')]))).toBe(foreign);
    expect(await read(Buffer.concat([packed, zeros(512), Buffer.from('uscc,name\n')]))).toBe(foreign);
    expect(await read(Buffer.concat([packed, packed, Buffer.from('<html>')]))).toBe(foreign);
    const early = 'x.gz: the gzip data ends too early, the file is cut off; fetch it again and import it again';
    expect(await read(packed.subarray(0, packed.length - 5))).toBe(early);
    expect(await read(Buffer.concat([packed, packed.subarray(0, 15)]))).toBe(early);
    expect(await read(Buffer.concat([packed, zeros(9), packed.subarray(0, packed.length - 1)]))).toBe(early);
    const broken = Buffer.from(packed);
    broken[packed.length - 7] = ~(broken[packed.length - 7] as number);
    expect(await read(broken)).toBe('x.gz: the gzip data is corrupt; fetch it again and import it again');
  });

  it('can be left before its end', async () => {
    const path = join(folder, 'left.gz');
    writeFileSync(path, gzipSync(chineseCsv(20_000)));
    for (const looked of [0, 1, 3]) {
      const source = await openText(path);
      const text = source.text[Symbol.asyncIterator]();
      for (let n = 0; n < looked; n++) expect((await text.next()).done).toBe(false);
      await source.close();
    }
  });
});

describe('a file', () => {
  it('is refused where it is written to between the look at its whole and the reading', async () => {
    const path = join(folder, 'growing.csv');
    // So large that the look takes many turns, and one is written in each.
    writeFileSync(path, chineseCsv(20_000));
    let over = false;
    const opened = openText(path, 'growing.csv').finally(() => {
      over = true;
    });
    opened.catch(() => {});
    while (!over) {
      appendFileSync(path, '\n');
      await new Promise((done) => setImmediate(done));
    }
    await expect(opened).rejects.toThrow('growing.csv: was changed while it was read');
  });
});

describe('a ZIP archive', () => {
  it('is read where one file is in it, and what macOS and Windows add', async () => {
    const table = { name: '企业.csv', content: encodeGb18030(csv) };
    expect(await read(zip([table]), 'x.zip')).toBe(csv);
    expect(await read(zip([{ ...table, stored: true }]), 'x.csv')).toBe(csv);
    const added = ['__MACOSX/._企业.csv', '.DS_Store', 'out/', 'out/Thumbs.db'].map((name) => ({ name, content: '' }));
    expect(await read(zip([...added, { ...table, name: 'out/企业.csv' }]), 'x.zip')).toBe(csv);
  });

  it('is refused where several are, with their names as they were written', async () => {
    const [a, b] = ['一月.csv', '二月.csv'];
    const names = [
      { name: a as string, content: csv, flags: 0x800 },
      { name: encodeGb18030(b as string), content: csv },
      { name: '三月.csv', content: csv },
    ];
    expect(await read(zip(names), 'x.zip')).toBe(
      'x.zip: has 3 files in it: 一月.csv, 二月.csv, 三月.csv; import each by itself',
    );
    expect(await read(zip([]), 'x.zip')).toBe('x.zip: is an archive without a file in it; pack the table again');
  });

  it('is refused where it is packed twice, has a password, or is damaged', async () => {
    const one = (content: Uint8Array, flags = 0) => zip([{ name: 'x.csv', content, flags }]);
    const twice = ': has an archive in the archive; unpack it once';
    expect(await read(one(one(Buffer.from(csv))), 'x.zip')).toBe(`x.zip${twice}`);
    expect(await read(one(gzipSync(csv)), 'x.zip')).toBe(`x.zip${twice}`);
    expect(await read(gzipSync(gzipSync(csv)))).toBe(`x.gz${twice}`);
    expect(await read(gzipSync(one(Buffer.from(csv))))).toBe(`x.gz${twice}`);
    const tar = Buffer.alloc(1024);
    tar.write('x.csv');
    tar.write('ustar', 257);
    expect(await read(gzipSync(tar), 'x.tar.gz')).toBe('x.tar.gz: is a tar archive; unpack it');
    expect(await read(one(Buffer.from(csv), 1), 'x.zip')).toMatch(/^x\.zip: has a password/);
    const whole = one(Buffer.from(csv));
    expect(await read(whole.subarray(0, whole.length - 30), 'x.zip')).toMatch(/^x\.zip: .*cut off or damaged/);
    const damaged = Buffer.from(whole);
    damaged[40] = ~(damaged[40] as number);
    expect(await read(damaged, 'x.zip')).toMatch(/^x\.zip: .*cut off or damaged/);
  });

  it('is refused where it is a bomb, and so is gzip', async () => {
    const like = Buffer.alloc(65 * 1024 * 1024, `${' '.repeat(9999)}\n`);
    const bomb = /^x: unpacks to more than 64 MiB, too much for its size; unpack it, and split the table$/;
    expect(await read(gzipSync(like), 'x')).toMatch(bomb);
    expect(await read(zip([{ name: 'x.csv', content: like }]), 'x')).toMatch(bomb);
  });

  it('is told from documents that are ZIP archives themselves', async () => {
    const parts = (...names: string[]) => zip(names.map((name) => ({ name, content: '<x/>' })));
    expect(await read(parts('[Content_Types].xml', 'xl/workbook.xml'), 'x.csv')).toMatch(
      /^x\.csv: is an Excel workbook/,
    );
    expect(await read(parts('[Content_Types].xml', 'word/document.xml'), 'x')).toMatch(/^x: is a document of Office/);
    expect(await read(parts('mimetype', 'content.xml'), 'x')).toMatch(/^x: is an OpenDocument file/);
  });
});
