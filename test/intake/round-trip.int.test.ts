import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { REJECTED_COLUMNS } from '../../src/intake/columns/columns.js';
import { refusal } from '../../src/intake/rejected/refusal.js';
import type { Columns } from '../../src/intake/table/table.js';
import { sampleUscc } from '../kit/sample.js';
import { importWorld, temporary } from './kit.js';
import { opened, SAVED } from './spreadsheet.js';

describe('a rejected file', () => {
  const file = temporary();
  let world: Awaited<ReturnType<typeof importWorld>>;
  let made = 0;
  beforeAll(async () => {
    world = await importWorld();
  });

  const HEADER = ['文书编号', '统一社会信用代码', '企业名称', '注册日期', '注册资本(元)', '行业代码', '注册地址'];
  const row = (uscc: string, documentNumber: string) => [
    ...[documentNumber, uscc, '"一号",煤业', '2015-02-30', '1234567890.25', '0610', '红沙岗镇\n一号'],
  ];
  const csv = (rows: string[][]) =>
    rows.map((cells) => cells.map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\n');

  it.each(Object.entries(SAVED))(
    'is opened, mended and saved in a spreadsheet as %s, and taken; no cell has become another',
    async (_, { ending, bytes }) => {
      const from = 40_000 + 10 * made++;
      const [a, b, c] = [1, 2, 3].map((n) => sampleUscc(from + n)) as [string, string, string];
      const rows = [row(a, '2024062100017'), row(b, '2024-1'), row(c.slice(0, 17), '007')];
      const source = file(`${from}.csv`, csv([HEADER, ...rows]));
      const first = await world.run(source);
      expect(first).toMatchObject({ rejected: 3, rejectedFile: `${source}.rejected.csv` });

      const table = opened(readFileSync(first.rejectedFile as string));
      const [header = [], ...records] = table;
      expect(header).toEqual([...REJECTED_COLUMNS, ...HEADER]);
      // A row starts where its first line does: the address has two. Cells are told as the spreadsheet has them, in one row.
      expect(records.map((cells) => cells.slice(0, 2))).toEqual([
        ['2', 'DATE'],
        ['4', 'DATE'],
        ['6', 'USCC_LENGTH; DATE'],
      ]);
      expect(records.map((cells) => cells[3])).toEqual(['D2', 'D3', 'B4; D4']);
      expect(records[2]?.[4]).toBe(
        '统一社会信用代码：统一社会信用代码应为 18 位。请按营业执照更正；注册日期：不是 1900 至 2999 年间的日期。请写成 2026-03-01 或 2026年3月1日。',
      );
      const at = (name: string) => header.indexOf(name);
      for (const cells of records) cells[at('注册日期')] = '2015/3/1';
      (records[2] as string[])[at('统一社会信用代码')] = c;
      const mended = file(`${from}-mended.${ending}`, await bytes(table));
      expect(await world.run(mended)).toMatchObject({ read: 3, inserted: 3, rejected: 0 });

      const stored = await world.db
        .sql`select document_number, name, registered_on, registered_capital, industry_code, address,
          as_written->>'address' written
        from hub.enterprise where uscc = any(${[a, b, c]}) order by uscc`;
      const same = { name: '"一号",煤业', registered_on: '2015-03-01', registered_capital: '1234567890.25' };
      const numbers = new Map([
        [a, '2024062100017'],
        [b, '2024-1'],
        [c, '007'],
      ]);
      expect(stored.map(({ written, ...rest }) => ({ ...rest, written: written.replace(/\r\n/g, '\n') }))).toEqual(
        [a, b, c].sort().map((uscc) => ({
          ...{ ...same, document_number: numbers.get(uscc), industry_code: '0610', address: '红沙岗镇一号' },
          written: '红沙岗镇\n一号',
        })),
      );
    },
  );

  it('is opened, saved without a change and rejected again, however often: it says the same of the same rows', async () => {
    const source = file('again.csv', csv([HEADER, row(sampleUscc(49_001).slice(0, 17), '2024-1')]));
    let path = (await world.run(source)).rejectedFile as string;
    const own = (at: string) => opened(readFileSync(at)).map((cells) => cells.slice(REJECTED_COLUMNS.length));
    const before = own(path);
    for (let time = 0; time < 3; time++) {
      const saved = file(
        `again-${time}.csv`,
        await (SAVED['CSV (逗号分隔)'] as (typeof SAVED)[string]).bytes(opened(readFileSync(path))),
      );
      const summary = await world.run(saved);
      expect(summary).toMatchObject({ read: 1, rejected: 1 });
      path = summary.rejectedFile as string;
      expect(own(path)).toEqual(before);
    }
  });

  it('of before it had places and Chinese is taken too', async () => {
    const uscc = sampleUscc(49_101);
    const old = `\ufeffline,code,message,uscc,name\n7,REQUIRED,name: is required,${uscc},丁煤业\n`;
    expect(await world.run(file('old.csv', old))).toMatchObject({ inserted: 1, rejected: 0 });
    const stillWrong = file('old-wrong.csv', old.replace(uscc, uscc.slice(1)));
    expect(await world.run(stillWrong)).toMatchObject({ rejected: 1 });
    expect(readFileSync(`${stillWrong}.rejected.csv`, 'utf8')).toMatch(
      /^\ufeffline,code,message,cell,原因,uscc,name\n2,USCC_LENGTH,.*,D2,uscc：/,
    );
  });

  it('says which cell it has cut, so that no spreadsheet cuts it by itself; what is cut is refused until it is whole', async () => {
    const [a, b] = [sampleUscc(49_201), sampleUscc(49_202)];
    const source = file(
      'long.csv',
      `uscc,name,所在省份,address\n${a},戊煤业,${'长'.repeat(60_000)},红沙岗\n${b},己煤业,甘肃,\n`,
    );
    // Too long in a column that is not even used: refused for another reason.
    const bad = readFileSync(source, 'utf8').replace(a, a.slice(1));
    expect(await world.run(file('long.csv', bad))).toMatchObject({ inserted: 1, rejected: 1 });
    const [header = [], cells = []] = opened(readFileSync(`${source}.rejected.csv`));
    expect(cells.slice(1, 2)).toEqual(['USCC_LENGTH; TOO_LONG']);
    expect(cells[2]).toMatch(/; 所在省份: only its first 32000 of 60000 characters are repeated here$/);
    expect(cells[3]).toBe('A2; C2');
    expect(cells[7]).toMatch(/^长{32000}…【已截短，请填写完整内容】$/);

    const save = (cut: string) =>
      file('long-mended.csv', csv([header, [...cells.slice(0, 5), a, '戊煤业', cut, '红沙岗']]));
    expect(await world.run(save(cells[7] as string))).toMatchObject({ inserted: 0, rejected: 1 });
    expect(readFileSync(source.replace('long.csv', 'long-mended.csv.rejected.csv'), 'utf8')).toContain(
      'TOO_LONG,"所在省份: the rejected file had the beginning of this cell alone',
    );
    expect(await world.run(save('甘肃'))).toMatchObject({ inserted: 1, rejected: 0 });
  });

  it('could be stored with the beginning of a text that was too long to be read', async () => {
    // What a reader notes of a cell that is too long, and leaves of it.
    const uscc = sampleUscc(49_301);
    const problem = {
      path: '',
      code: 'TOO_LONG',
      message: 'a cell has more than 65536 characters, of which the first are shown; shorten it',
    };
    const row = { line: 2, cells: [uscc, '庚煤业', `${'长'.repeat(200)}…`], faults: [problem] };
    const header = ['uscc', 'name', 'address'];
    const columns = { header, headerOf: () => null, repeatable: (cells: string[]) => cells } as unknown as Columns;
    const told = refusal(columns, row, row.faults);
    expect(told.cells[2]).toBe(`${'长'.repeat(200)}…【已截短，请填写完整内容】`);
    const mended = file(
      'cut.csv',
      csv([
        [...REJECTED_COLUMNS, ...header],
        ['2', 'TOO_LONG', '', '', '', ...told.cells],
      ]),
    );
    expect(await world.run(mended)).toMatchObject({ inserted: 0, rejected: 1 });
  });
});
