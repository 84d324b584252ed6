import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../src/intake/core.js';
import { csvRows } from '../../src/intake/text/csv.js';
import { sampleUscc } from '../kit/sample.js';
import { importWorld, listener, temporary } from './kit.js';

const file = temporary();

async function rowsOf(text: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const some of csvRows(
    (async function* () {
      yield text;
    })(),
  ))
    rows.push(...some.map((row) => row.cells));
  return rows;
}

describe('the rejected rows of an import', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });

  it('keeps the good rows among bad ones, and takes the mended ones back from the rejected file', async () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((n) => sampleUscc(61_000 + n)) as [string, string, string, string];
    const lines = [
      'uscc,name,registeredOn,registeredCapital,division,industry',
      `${a},甲煤业,2020-02-29,100.50,620621,0610`,
      `${b},乙煤业,2021-02-29,1,620621,0610`,
      `${c},,2020-01-01,1,620621,0610`,
      `${d},=丁煤业,2020-01-01,1,990000,0610`,
    ];
    const source = file('mixed.csv', lines.join('\n'));
    expect(await world.run(source, { batchSize: 2 })).toMatchObject({ read: 4, inserted: 1, rejected: 3 });
    const rejected = readFileSync(`${source}.rejected.csv`, 'utf8');
    expect(rejected.split('\n').map((l) => l.split(',').slice(0, 2).join())).toEqual([
      '\ufeffline,code',
      '3,DATE',
      '4,REQUIRED',
      '5,UNKNOWN_DIVISION',
      '',
    ]);
    expect(rejected).toContain(`${d},'=丁煤业,`);

    const mended = file(
      'mended.csv',
      rejected.replaceAll('2021-02-29', '2021-02-28').replace(`${c},,`, `${c},丙煤业,`),
    );
    expect(await world.run(mended)).toMatchObject({
      read: 3,
      inserted: 2,
      rejected: 1,
      rejectedFile: `${mended}.rejected.csv`,
    });
    expect(readFileSync(`${mended}.rejected.csv`, 'utf8')).toMatch(
      /^\ufeffline,code,message,cell,原因,uscc,name,registeredOn,registeredCapital,division,industry\n4,UNKNOWN_DIVISION,/,
    );

    file('mended.csv', lines.slice(0, 2).join('\n'));
    expect(await world.run(mended)).toMatchObject({ unchanged: 1, rejected: 0, rejectedFile: null });
    expect(existsSync(`${mended}.rejected.csv`)).toBe(false);
    expect(existsSync(`${mended}.rejected.csv.partial`)).toBe(false);
  });

  it('told cells of other rows: places are those of a spreadsheet, and of a JSON array the records', async () => {
    const [a, b] = [sampleUscc(61_011), sampleUscc(61_012)];
    const lines = ['uscc,name,registeredOn', `${a},"换\n行",2015-03-06`, '', `${b},甲,x`, `合计,,`, ''];
    const source = file('broken.csv', lines.join('\n'));
    const { faults } = await world.run(source, { dryRun: true });
    expect(faults.map(({ line, cell, code }) => [line, cell, code])).toEqual([
      [5, 'C4', 'DATE'],
      [6, null, 'FOOTER'],
    ]);
    await world.run(source);
    expect(readFileSync(`${source}.rejected.csv`, 'utf8')).toMatch(/\n5,DATE,[^\n]*,C4,[^\n]*\n6,FOOTER,/);

    const array = file('line.json', JSON.stringify([{ uscc: a, name: '换\n行' }, { uscc: b }, 3, { 企业名称: '' }]));
    const told = await world.run(array);
    expect(told.faults.map(({ line, cell, code }) => `${line} ${cell} ${code}`).sort()).toEqual([
      '1 #2 REQUIRED',
      '1 #3 JSON',
      '1 #4 REQUIRED',
      '1 #4 REQUIRED',
    ]);
    expect(told.warning).toMatch(/first in #[24]/);
    expect(readFileSync(`${array}.rejected.csv`, 'utf8')).toMatch(
      /\n1,REQUIRED,name: [^\n]*,#2,[^\n]*\n1,JSON,[^\n]*,#3,/,
    );
  });

  it('ran as formulas where the file was mended in a spreadsheet; guarded, they come back as they were, however often rejected', async () => {
    const texts = ['=HYPERLINK("http://x","甲")', '+86乙', '-丙', '@SUM(1)', "'=丁", '＝戊', '  =己', "'庚", '\t=辛'];
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const usccs = texts.map((_, i) => sampleUscc(64_001 + i));
    const body = texts.map((text, i) => `${usccs[i]},${quoted(text)},${quoted(text)},x`);
    const source = file('formulas.csv', ['uscc,name,address,registeredOn', ...body].join('\n'));
    expect(await world.run(source)).toMatchObject({ read: texts.length, rejected: texts.length });
    const rejected = readFileSync(`${source}.rejected.csv`, 'utf8');
    const cells = (await rowsOf(rejected)).flat();
    for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    // Rejected once more, it says the same; then mended.
    const again = file('formulas-again.csv', rejected);
    expect(await world.run(again)).toMatchObject({ rejected: texts.length });
    const own = (text: string) => rowsOf(text).then((rows) => rows.map((row) => row.slice(5)));
    expect(await own(readFileSync(`${again}.rejected.csv`, 'utf8'))).toEqual(await own(rejected));
    const mended = file('formulas-mended.csv', rejected.replaceAll(/,x$/gm, ',2020-01-01'));
    expect(await world.run(mended)).toMatchObject({ inserted: texts.length, rejected: 0 });
    // As if the source itself had been right.
    const right = file(
      'formulas-right.csv',
      ['uscc,name,address,registeredOn', ...body.map((l) => l.replace(/x$/, '2020-01-01'))].join('\n'),
    );
    expect(await world.run(right)).toMatchObject({ unchanged: texts.length, rejected: 0 });
  });

  it('rejects what the encoding does not know and what the database alone refuses, and keeps the rest', async () => {
    const [a, b, c] = [sampleUscc(63_001), sampleUscc(63_002), sampleUscc(63_003)];
    const bytes = Buffer.from(`uscc,name\n${a},庚煤业有限责任公司\n${b},辛煤业\n${c},壬煤业\n`);
    bytes[bytes.indexOf('辛') + 2] = 0x20;
    const register = world.importers.enterprises.register;
    // The database refuses a name beyond 300 characters; the register's own check would have seen it before.
    const importer = { ...world.importers.enterprises, register: { ...register, insert: register.insert } };
    importer.register.insert = (orm, rows) =>
      register.insert(
        orm,
        rows.map((r) => ('name' in r && r.name === '壬煤业' ? { ...r, name: '壬'.repeat(301) } : r)),
      );
    const source = file('damaged.csv', bytes);
    const summary = await importFile({
      file: source,
      importer,
      db: world.db,
      provider: world.market,
      report: listener(),
    });
    expect(summary).toMatchObject({ read: 3, inserted: 1, rejected: 2 });
    const rejected = readFileSync(`${source}.rejected.csv`, 'utf8').split('\n');
    expect(rejected[1]).toMatch(/^3,ENCODING,name: has a character/);
    expect(rejected[2]).toMatch(/^4,CONSTRAINT,the register refuses this record: enterprise_name,/);
  });
});
