import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleUscc } from '../../kit/sample.js';
import { encodeGb18030 } from '../gb18030.js';
import { importWorld, listener, temporary } from '../kit.js';
import { bookOf, data, inline, partsOf, zipOf } from './book.js';

const file = temporary();

/** As it was handed in: GBK, declared as gb2312. */
const PAGE = encodeGb18030(
  '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table><tr><th>企业名称</th><th>统一社会信用代码</th></tr><tr><td>民勤网页表有限公司</td><td>91620621PDY6260041</td></tr></table></body></html>',
);

/** A workbook as a clerk saves it. */
async function saved(name: string, sheets: Record<string, ExcelJS.CellValue[][]>): Promise<string> {
  const book = new ExcelJS.Workbook();
  for (const [title, rows] of Object.entries(sheets)) book.addWorksheet(title).addRows(rows);
  return file(name, Buffer.from(await book.xlsx.writeBuffer()));
}

describe('a workbook that is imported', () => {
  let world: Awaited<ReturnType<typeof importWorld>>;
  beforeAll(async () => {
    world = await importWorld();
  });
  const enterprise = async (uscc: string) => (await world.db.sql`select * from hub.enterprise where uscc = ${uscc}`)[0];

  it('was refused as a ZIP archive: its rows are taken as those of a CSV, with their lines', async () => {
    const [a, b, c] = [1, 2, 3].map((n) => sampleUscc(71_000 + n)) as [string, string, string];
    const rows = [
      ['企业名称', '统一社会信用代码', '注册日期', '注册资金', '行业代码'],
      ['甲煤业有限责任公司', a, new Date(Date.UTC(2015, 2, 6)), '50万元', '0610'],
      [],
      ['乙煤业有限责任公司', 916206210000000000, new Date(Date.UTC(2015, 2, 6)), '50万元'],
      ['丙煤业有限责任公司', c, null, '50万元'],
      ['丁煤业有限责任公司', b, '2015年3月6日', '50万元', '0610'],
    ];
    const source = await saved('book.xlsx', { 企业: rows });
    const report = listener();
    expect(await world.run(source, { report })).toMatchObject({ read: 4, inserted: 3, rejected: 1 });
    expect(report.warnings).toEqual([]);
    expect(await enterprise(a)).toMatchObject({ registered_on: '2015-03-06', industry_code: '0610' });
    expect((await enterprise(b))?.name).toBe('丁煤业有限责任公司');
    const [, refused] = cellsOf(`${source}.rejected.csv`);
    expect(refused?.[0]).toBe('4');
    // It was told to import the workbook that it had been handed in as.
    expect(refused?.[2]).toMatch(/pasting the codes again from where they are still whole$/);
    expect(refused?.slice(-5, -1)).toEqual(['乙煤业有限责任公司', '9.16206E+17', '2015-03-06', '50万元']);
    expect(report.states.at(-1)).toMatchObject({ bytesTotal: readFileSync(source).length });
    expect(await world.run(source)).toMatchObject({ unchanged: 3, rejected: 1 });
  });

  it('has its sheet asked for, and its columns are missed with the sheet that they are missed in', async () => {
    const uscc = sampleUscc(71_010);
    const sheets = {
      说明: [['填表说明'], ['请如实填写']],
      数据: [
        ['uscc', 'name'],
        [uscc, '戊煤业'],
      ],
    };
    const source = await saved('sheets.xlsx', sheets);
    await expect(world.run(source)).rejects.toThrow(/read was the sheet "说明" of 1 "说明", 2 "数据"/);
    const empty = await saved('empty-first.xlsx', { Sheet1: [], 数据: sheets.数据 });
    await expect(world.run(empty)).rejects.toThrow(
      /read was the sheet "Sheet1" of 1 "Sheet1", 2 "数据"; --sheet NAME\|NUMBER reads another$/,
    );
    for (const sheet of ['数据', '2'])
      expect(await world.run(source, { reading: { sheet } })).toMatchObject({ read: 1, rejected: 0 });
    expect((await enterprise(uscc))?.name).toBe('戊煤业');
    const report = listener();
    const csv = file('none.csv', `uscc,name\n${uscc},戊煤业\n`);
    expect(await world.run(csv, { report, reading: { sheet: '2' } })).toMatchObject({ unchanged: 1 });
    expect(report.warnings).toEqual([`${csv}: has no sheets; the option sheet (2) is not used`]);
  });

  it('a row that could not be read surely is refused with its cells and the cell’s place', async () => {
    const uscc = sampleUscc(71_020);
    const header = `${inline('uscc')}${inline('name')}${inline('address')}`;
    const sheet = data(header, `${inline(uscc)}${inline('己煤业')}<c><f>A1</f></c>`);
    const source = file('formula.xlsx', await bookOf({ sheet }));
    expect(await world.run(source)).toMatchObject({ read: 1, rejected: 1 });
    const [, refused] = cellsOf(`${source}.rejected.csv`);
    expect(refused?.slice(0, 3)).toEqual([
      '2',
      'CELL',
      'C2: its formula was never calculated; open the file in a spreadsheet and save it there',
    ]);
    expect(refused?.slice(-3)).toEqual([uscc, '己煤业', '']);
    expect(await enterprise(uscc)).toBeUndefined();
  });

  it('was stored as fifty thousand million yuan: an amount is what its number format shows, in another unit or currency too', async () => {
    const shown = [
      ['[$$-409]#,##0.00', 'CELL'],
      ['#,##0"元"', 'CAPITAL'],
      ['[DBNum2][$-804]General"元整"', 'CAPITAL'],
      ['"US$"#,##0', 'CELL'],
      ['#,##0.00" 美元"', 'CAPITAL'],
      ['[$€-2] #,##0', 'CELL'],
      ['[$USD] #,##0', 'CELL'],
      ['_-[$HK$-C04]* #,##0_-', 'CELL'],
      ['0!.0,"万"', 'CELL'],
    ] as const;
    const taken = [
      ['#,##0.00', '5000000000.00', 'CNY'],
      ['_ "￥"* #,##0.00_ ', '5000000000.00', 'CNY'],
      ['#,##0"万美元"', '5000000000.00', 'USD'],
    ] as const;
    const sheet = async (name: string, header: string, formats: readonly string[], from: number) => {
      const book = new ExcelJS.Workbook();
      const table = book.addWorksheet('企业');
      table.addRow(['uscc', 'name', header]);
      formats.forEach((format, i) => {
        table.addRow([sampleUscc(from + i), `金额${i}公司`, 500_000]).getCell(3).numFmt = format;
      });
      return file(name, Buffer.from(await book.xlsx.writeBuffer()));
    };
    const formats = [...shown, ...taken].map(([format]) => format);
    const source = await sheet('money.xlsx', '注册资金(万元)', formats, 71_040);
    expect(await world.run(source)).toMatchObject({ read: 12, inserted: 3, rejected: 9 });
    expect(cellsOf(`${source}.rejected.csv`).map(([, code]) => code)).toEqual(['code', ...shown.map(([, c]) => c)]);
    for (const [i, [, amount, currency]] of taken.entries())
      expect(await enterprise(sampleUscc(71_049 + i))).toMatchObject({ registered_capital: amount, currency });
    // Whoever hands it in says 万元 as a header does.
    const said = await sheet('said.xlsx', '注册资金', ['"US$"#,##0', '0'], 71_055);
    const reading = { capitalUnit: 'TEN_THOUSAND_YUAN' } as const;
    expect(await world.run(said, { reading })).toMatchObject({ read: 2, inserted: 1, rejected: 1 });
    expect(cellsOf(`${said}.rejected.csv`)[1]?.[2]).toMatch(/: C2: shows US\$500000 in a column of 万元/);
    // Under a header without a unit each says its own.
    const bare = await sheet(
      'bare.xlsx',
      '注册资金',
      ['#,##0"元"', '[DBNum2]General"元整"', '0" 美元"', '0', '"无"'],
      71_060,
    );
    expect(await world.run(bare)).toMatchObject({ read: 5, inserted: 4, rejected: 1 });
    const [, refused] = cellsOf(`${bare}.rejected.csv`);
    expect(refused?.slice(0, 2)).toEqual(['5', 'CAPITAL_UNIT']);
    for (const [n, currency] of [
      [0, 'CNY'],
      [1, 'CNY'],
      [2, 'USD'],
    ] as const)
      expect(await enterprise(sampleUscc(71_060 + n))).toMatchObject({ registered_capital: '500000.00', currency });
    expect((await enterprise(sampleUscc(71_064)))?.registered_capital).toBeNull();
  });

  it('was stored without the address and as ACTIVE, where the page shows 注销 over both rows: a row that a cell from above covers is refused', async () => {
    const header = ['统一社会信用代码', '企业名称', '注册地址', '登记状态', '备注', ''];
    const rows = [0, 1, 2].map((n) => [sampleUscc(71_070 + n), `跨行${n}公司`]);
    const [a, b, c] = rows.map((row) => row.map((text) => `<td>${text}</td>`).join(''));
    const page = `<html><meta charset="utf-8"><table><tr>${header.map((h) => `<th>${h}</th>`).join('')}</tr><tr>${a}<td rowspan=2>共用地址</td><td rowspan=2>注销</td></tr><tr>${b}</tr><tr>${c}<td>东街</td><td>存续</td></tr></table></html>`;
    const source = file('spans.xls', page);
    const report = listener();
    expect(await world.run(source, { report })).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
    expect(report.warnings.join()).toContain('the page has cells over several rows of its table (the first in row 2)');
    const [, refused] = cellsOf(`${source}.rejected.csv`);
    expect(refused?.slice(0, 3)).toEqual([
      '3',
      'CELL; CELL',
      'C3: is merged with the cell above it, whose text may be meant for both; unmerge the cells and fill each; D3: is merged with the cell above it, whose text may be meant for both; unmerge the cells and fill each',
    ]);
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('企业');
    sheet.addRows([['某市企业'], ['2024年'], header]);
    for (let n = 0; n < 3; n++)
      sheet.addRow([sampleUscc(71_075 + n), `合并${n}公司`, '东街', n < 2 ? '注销' : '存续', '']);
    // A title, a cell in a column without a name, and two cells side by side are nobody's.
    for (const place of ['A1:A2', 'F4:F5', 'E6:F6', 'D4:D5']) sheet.mergeCells(place);
    const merged = file('merged.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    expect(await world.run(merged)).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
    expect(cellsOf(`${merged}.rejected.csv`)[1]?.slice(0, 2)).toEqual(['5', 'CELL']);
  });

  it('took a day that a spreadsheet had made of a document’s number for its number, and TRUE for a name', async () => {
    const at = new Date(Date.UTC(2024, 0, 1));
    const rows = [
      ['文书编号', '统一社会信用代码', '执行标准', '标准化等级', '发证日期', '评审单位'],
      [at, '91620621PDY6260041', '煤矿', '二级', at],
      ['甘应急 1 号', '91620621PDY6260041', '煤矿', '二级', at, true],
    ];
    const source = await saved('days.xlsx', { 表: rows });
    expect(await world.run(source, { register: 'gradings' })).toMatchObject({ read: 2, rejected: 2 });
    expect(cellsOf(`${source}.rejected.csv`).map((row) => row.slice(1, 4))).toEqual([
      ['code', 'message', 'cell'],
      ['SPREADSHEET', expect.stringMatching(/^文书编号: A2: is a date \(2024-01-01\) where none belongs/), 'A2'],
      ['CELL', expect.stringMatching(/^评审单位: F3: is a truth value \(TRUE\) where none belongs/), 'F3'],
    ]);
    const flags = await saved('flags.xlsx', {
      表: [
        ['uscc', 'name', 'address'],
        [sampleUscc(71_080), true, false],
      ],
    });
    expect(await world.run(flags)).toMatchObject({ read: 1, rejected: 1 });
  });

  it('has the invisible character DEL in a name: it is left out, and that is said', async () => {
    const uscc = sampleUscc(71_030);
    const sheet = data(`${inline('uscc')}${inline('name')}`, `${inline(uscc)}${inline('庚\u007f煤业')}`);
    const source = file('del.xlsx', await bookOf({ sheet }));
    const report = listener();
    expect(await world.run(source, { report })).toMatchObject({ inserted: 1, rejected: 0 });
    expect(report.warnings).toEqual([`${source}: has invisible DEL characters (U+007F); they are left out`]);
    expect((await enterprise(uscc))?.name).toBe('庚煤业');
  });

  it('a web page’s table called .xls is imported, and a page without one is refused', async () => {
    expect(await world.run(file('page.xls', PAGE))).toMatchObject({ read: 1, inserted: 1, rejected: 0 });
    expect((await enterprise('91620621PDY6260041'))?.name).toBe('民勤网页表有限公司');
    const login = file('login.xls', '<html><form><table><tr><td>用户名</td><td>密码</td></tr></table></form></html>');
    await expect(world.run(login)).rejects.toThrow(/it is a web page, of whose tables number 1 was read/);
    await expect(world.run(file('error.xls', '<html>404</html>'))).rejects.toThrow(/is a web page without a table/);
  });

  it('the rejected file, opened in a spreadsheet and saved as a workbook, comes back the same', async () => {
    const texts = ['=HYPERLINK("http://x","甲")', '+86乙', "'=丁", '  =己', '一\n二', '"引", 号', ' 边 ', '庚'];
    const usccs = texts.map((_, i) => sampleUscc(71_100 + i));
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const lines = texts.map((text, i) => `${usccs[i]},${quoted(text)},${quoted(text)},x`);
    const source = file('trip.csv', ['uscc,name,address,registeredOn', ...lines].join('\n'));
    expect(await world.run(source)).toMatchObject({ rejected: texts.length });
    const rejected = cellsOf(`${source}.rejected.csv`);
    // As a spreadsheet has it: what a CSV's cells are, as texts, but for the day that the clerk mends, which becomes a date.
    const again = await saved('trip-again.xlsx', { trip: rejected });
    expect(await world.run(again)).toMatchObject({ rejected: texts.length });
    expect(own(cellsOf(`${again}.rejected.csv`))).toEqual(own(rejected));
    const day = new Date(Date.UTC(2020, 0, 1));
    const mended = rejected.map((row, i) => (i === 0 ? row : [...row.slice(0, -1), day]));
    expect(await world.run(await saved('trip-mended.xlsx', { trip: mended }))).toMatchObject({ rejected: 0 });
    const right = file(
      'trip-right.csv',
      ['uscc,name,address,registeredOn', ...lines.map((l) => l.replace(/x$/, '2020-01-01'))].join('\n'),
    );
    expect(await world.run(right)).toMatchObject({ unchanged: texts.length, rejected: 0 });
  });

  it('that is damaged behind thousands of rows stores none of them, and leaves no rejected file', async () => {
    const row = (i: number) => `${inline(sampleUscc(72_000 + i))}${inline(`第${i}煤业`)}`;
    const rows = Array.from({ length: 4_500 }, (_, i) => row(i));
    const sheet = data(`${inline('uscc')}${inline('name')}`, ...rows);
    const bytes = await zipOf(partsOf({ sheet }), false);
    bytes.write('5', bytes.indexOf('第4444煤业') + 3, 'latin1');
    const source = file('damaged.xlsx', bytes);
    await expect(world.run(source)).rejects.toThrow(/is an Excel workbook or a ZIP archive that is cut off or damaged/);
    expect(existsSync(`${source}.rejected.csv`)).toBe(false);
    for (const i of [0, 4_499]) expect(await enterprise(sampleUscc(72_000 + i))).toBeUndefined();
  });
});

/** A rejected file's cells, its header among them. */
const cellsOf = (file: string): string[][] => parse(readFileSync(file, 'utf8'), { bom: true });

/** Of its rows, what the columns say that it was handed in with. */
function own(rows: readonly string[][]): string[][] {
  const from = rows[0]?.indexOf('uscc') ?? 0;
  return rows.map((row) => row.slice(from));
}
