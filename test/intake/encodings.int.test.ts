import { existsSync, readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleUscc } from '../kit/sample.js';
import { ENCODERS, readBytes } from './encoded.js';
import { encodeGb18030 } from './gb18030.js';
import { importWorld, REAL_FILE, temporary } from './kit.js';
import { CHINESE_HEADER, chineseCsv } from './sample.js';

const file = temporary();
const utf8 = (text: string) => Buffer.from(text);

describe('an import of a file in whatever encoding', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });
  const nameOf = async (uscc: string) =>
    (await world.db.sql`select name from hub.enterprise where uscc = ${uscc}`)[0]?.name;
  const rejectedOf = (source: string) => readFileSync(`${source}.rejected.csv`, 'utf8').trimEnd().split('\n').slice(1);

  it('stores names whose GBK bytes are UTF-8 too as they were written', async () => {
    const [a, b] = [sampleUscc(70_001), sampleUscc(70_002)];
    const text = `uscc,name,registeredOn\r\n${a},平山煤业,2015-03-06\r\n${b},全通石路,2015-03-06\r\n`;
    expect(await world.run(file('looks.csv', encodeGb18030(text)))).toMatchObject({ inserted: 2, rejected: 0 });
    expect([await nameOf(a), await nameOf(b)]).toEqual(['平山煤业', '全通石路']);
  });

  it('reads rows that were appended in another encoding, whichever was first', async () => {
    const row = (n: number) =>
      `民勤双桥${n}煤业有限公司,${sampleUscc(70_100 + n)},2015-03-06,有限责任公司,,煤炭开采,甘肃,武威,\r\n`;
    const rows = (from: number, count: number) => Array.from({ length: count }, (_, n) => row(from + n)).join('');
    const files = [
      Buffer.concat([encodeGb18030(`${CHINESE_HEADER}\r\n${rows(0, 12)}`), utf8(rows(12, 2))]),
      Buffer.concat([utf8(`${CHINESE_HEADER}\r\n${rows(20, 12)}`), encodeGb18030(rows(32, 2))]),
    ];
    for (const [n, bytes] of files.entries())
      expect(await world.run(file(`appended-${n}.csv`, bytes))).toMatchObject({ inserted: 14, rejected: 0 });
    for (const n of [0, 13, 20, 33]) expect(await nameOf(sampleUscc(70_100 + n))).toBe(`民勤双桥${n}煤业有限公司`);
  });

  it('rejects exactly the rows that are in doubt, says why, and never takes them as they are shown', async () => {
    const [a, b, c, d] = [71_001, 71_002, 71_003, 71_004].map((n) => sampleUscc(n));
    const half = Buffer.concat([encodeGb18030(`${b},民勤县煤业公司,"开采\n`), utf8('甘肃省武威市民勤县红沙岗镇"\n')]);
    const bytes = Buffer.concat([
      encodeGb18030(`uscc,name,address\n${a},民勤县甲煤业公司,甘肃省武威市\n`),
      utf8(`${c},民勤县丙煤业公司,甘肃省武威市\n`),
      half.subarray(0, half.indexOf(0x0a)),
      utf8('民勤县红沙岗镇\n'),
      half.subarray(half.indexOf(0x0a) + 1),
      encodeGb18030(`${d},民勤县丁煤业公司,甘肃省武威市\n`),
    ]);
    const source = file('doubt.csv', bytes);
    expect(await world.run(source)).toMatchObject({ read: 4, inserted: 3, rejected: 1 });
    const [rejected = ''] = rejectedOf(source);
    expect(rejected).toMatch(/^4,ENCODING,.*in another encoding than the file.*save it as UTF-8/);
    expect(rejected).toContain(b);
    expect([await nameOf(a as string), await nameOf(c as string), await nameOf(d as string)]).toEqual([
      '民勤县甲煤业公司',
      '民勤县丙煤业公司',
      '民勤县丁煤业公司',
    ]);
    // The characters are lost in the rejected file: whoever mends it writes them anew.
    expect(await world.run(`${source}.rejected.csv`)).toMatchObject({ inserted: 0, rejected: 1 });
  });

  it('ends where the columns’ names or the whole file are in doubt', async () => {
    const header = Buffer.concat([encodeGb18030('企业名称,统一社会信用代码,'), utf8('注册日期,企业类型\n')]);
    const said = (bytes: Buffer) => world.run(file('header.csv', bytes)).catch((error: Error) => error.message);
    expect(await said(Buffer.concat([header, utf8('民勤煤业,1,,\n')]))).toMatch(
      /header\.csv: the line with the columns’ names is in doubt between encodings; save it as UTF-8/,
    );
    expect(await said(encodeGb18030('uscc,name\n1,煤\n'))).toMatch(/header\.csv: can be UTF-8 or GB18030 in line 2/);
  });

  it('has no byte order mark in a code or name, wherever files were put together', async () => {
    const [a, b] = [sampleUscc(72_001), sampleUscc(72_002)];
    const source = file('marks.csv', utf8(`\ufeff\ufeffuscc,name\n${a},甲煤业\n\ufeff"${b}",\ufeff乙煤业\n`));
    expect(await world.run(source)).toMatchObject({ inserted: 2, rejected: 0 });
    expect([await nameOf(a), await nameOf(b)]).toEqual(['甲煤业', '乙煤业']);
  });

  it('reads the names of a real register as they are, however they are encoded', async () => {
    // The beginning of it says as much as the whole, and takes no time.
    const real = () =>
      gunzipSync(readFileSync(REAL_FILE).subarray(0, 100_000), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    const text = existsSync(REAL_FILE) ? real() : chineseCsv(500);
    const lines = text.split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(500);
    for (const [encoding, encode] of Object.entries(ENCODERS)) {
      const whole = `${lines.join('\n')}\n`;
      expect(await readBytes(encode(whole)), encoding).toEqual({ text: whole });
      // And each by itself, in a file that says nothing else in Chinese.
      for (const line of lines.slice(1, 80)) {
        const alone = `uscc,name,registeredOn\n91620621PDY6201719,${line.split(',')[0]},2015-03-06\n`;
        expect(await readBytes(encode(alone)), encoding).toEqual({ text: alone });
      }
    }
  });
});
