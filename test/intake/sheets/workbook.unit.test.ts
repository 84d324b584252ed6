import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/kernel/project.js';
import { temporary } from '../kit.js';
import { bookOf, data, inline, partsOf, readSheet, zipOf } from './book.js';

const file = temporary();
const given = (name: string) => join(projectRoot, 'test/intake/sheets/files', name);

describe('a workbook of a real writer', () => {
  const HEADER = ['企业名称', '统一社会信用代码', '注册日期', '注册资金', '注册地址', '行业代码', '得分'];
  const rows = (calculated: boolean) => [
    HEADER,
    ['民勤县甲煤业有限责任公司', '91620621PDY6260041', '2015-03-06', '50万元', '红沙岗镇\n1号', '0610', '95'],
    ['民勤县乙煤业有限责任公司', '91620621PDY626005X', '2015-03-06 08:30:00', '0.3', 'x<&>"y" ', '0610', '95%'],
    ['民勤县丙煤业有限责任公司', '9.16206E+17', '08:30:00', '62062100012', '\r', 'TRUE', ...(calculated ? ['2'] : [])],
    ['', '', '1900-02-28', '1900-03-01', '#N/A', '', '1E-07'],
    ['合并'],
  ];

  it.each(['openpyxl.xlsx', 'libreoffice.xlsx'])(
    '%s: cells as texts, dates as dates, rows by their numbers',
    async (name) => {
      const { cells, rows: read, warnings, bytes } = await readSheet(given(name));
      expect(cells).toEqual(rows(name === 'libreoffice.xlsx'));
      expect(read.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 7]);
      expect(warnings).toEqual([
        'FILE: only its first sheet is read; the option sheet names another: 1 "企业", 2 "附表", "缓存" (hidden)',
        'FILE: sheet "企业" has hidden or filtered rows, which were read too: row 4',
        'FILE: sheet "企业" has hidden columns, which were read too: F',
        'FILE: sheet "企业" has cells merged over several rows (A7:A8): only the first row of each has the text; a row is refused whose cell in a column with a name is one of the others',
      ]);
      expect(bytes[0]).toBeGreaterThan(bytes[1] / 4);
      expect(bytes[0]).toBeLessThanOrEqual(bytes[1]);
    },
  );

  it('was read with an empty cell where a formula was never calculated: its row is refused', async () => {
    const [, , , row] = (await readSheet(given('openpyxl.xlsx'))).rows;
    expect(row?.faults).toEqual([
      {
        path: '',
        code: 'CELL',
        message: 'G4: its formula was never calculated; open the file in a spreadsheet and save it there',
      },
    ]);
    expect((await readSheet(given('libreoffice.xlsx'))).rows.every(({ faults }) => faults === undefined)).toBe(true);
  });

  it('counts its days from 1904 where it says so', async () => {
    expect((await readSheet(given('epoch-1904.xlsx'))).cells).toEqual([['1904', '2015-03-06', '2015-03-06 08:30:00']]);
  });

  it('opens the sheet that is asked for: by name, by number of those seen, and a hidden one by name', async () => {
    const asked = async (name: string) => (await readSheet(given('openpyxl.xlsx'), name)).cells;
    expect(await asked('附表')).toEqual([['甲', '乙']]);
    expect(await asked('2')).toEqual([['甲', '乙']]);
    expect(await asked('缓存')).toEqual([['丙']]);
    const all = 'it has 1 "企业", 2 "附表", "缓存" (hidden)';
    await expect(asked('3')).rejects.toThrow(`FILE: has no sheet "3"; ${all}`);
    await expect(asked('附件')).rejects.toThrow(`FILE: has no sheet "附件"; ${all}`);
  });

  it('in a ZIP of its own is read as beside it, whatever else systems put there', async () => {
    const zip = await zipOf({
      '企业/表.xlsx': readFileSync(given('libreoffice.xlsx')),
      '__MACOSX/企业/._表.xlsx': 'x',
      '.DS_Store': 'x',
    });
    expect((await readSheet(file('packed.zip', zip))).cells).toEqual(rows(true));
  });

  it.each([
    ['libreoffice.xls', 'is an Excel workbook of the old kind (.xls); save it as .xlsx or CSV'],
    ['libreoffice.ods', 'is an OpenDocument spreadsheet (.ods); save it as .xlsx or CSV'],
    ['password.xlsx', 'has a password; save it without one'],
  ])('%s is refused with its mend', async (name, message) => {
    await expect(readSheet(given(name))).rejects.toThrow(`FILE: ${message}`);
  });
});

describe('a workbook', () => {
  it('is read cell by cell as another reader reads it', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('企业');
    const value = (r: number, c: number): ExcelJS.CellValue => {
      const kinds: ExcelJS.CellValue[] = [
        `名称${r}`,
        `重复${r % 7}`,
        ` 边 ${r} `,
        r * 1000.25,
        r % 2 === 0,
        null,
        `a<b>&"c"'${r}'\n下`,
        `=${r}`,
        '_x000D_',
      ];
      return kinds[(r + c) % kinds.length] ?? null;
    };
    for (let r = 1; r <= 300; r++) sheet.addRow(Array.from({ length: 12 }, (_, c) => value(r, c)));
    const path = file('exceljs.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    const other = new ExcelJS.Workbook();
    await other.xlsx.readFile(path);
    const { rows } = await readSheet(path);
    expect(rows).toHaveLength(300);
    let compared = 0;
    for (const { line, cells } of rows) {
      for (let c = 0; c < 12; c++) {
        const theirs = other.worksheets[0]?.getRow(line).getCell(c + 1).value ?? '';
        expect(cells[c] ?? '').toBe(typeof theirs === 'boolean' ? String(theirs).toUpperCase() : String(theirs));
        compared++;
      }
    }
    expect(compared).toBe(3600);
  });

  it('has texts in runs, with how they are pronounced beside them, with escapes, as values of formulas and in the cell itself', async () => {
    const shared = [
      '<si><r><rPr><b/></rPr><t>民勤</t></r><r><t xml:space="preserve"> 煤业</t></r></si>',
      '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>',
      '<si><t>甲_x000A_乙_x005F_x000A_</t></si>',
      '<si><t/></si>',
      '<si/>',
    ].join('');
    const cells = [
      ...[0, 1, 2].map((n) => `<c t="s"><v>${n}</v></c>`),
      '<c t="s"><v>3</v></c><c t="s"><v>4</v></c>',
      '<c t="str"><f>A1</f><v>算_x000A_</v></c>',
      '<c t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r><rPh><t>x</t></rPh></is></c>',
      '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#REF!</v></c>',
      '<c t="str"><f>""</f><v></v></c><c><v>7</v></c>',
    ].join('');
    const { cells: read, rows } = await readSheet(file('texts.xlsx', await bookOf({ sheet: data(cells), shared })));
    expect(read).toEqual([
      ['民勤 煤业', '東京', '甲\n乙_x000A_', '', '', '算\n', '内联', 'TRUE', 'FALSE', '#REF!', '', '7'],
    ]);
    expect(rows[0]?.faults).toBeUndefined();
  });

  it('of the strict kind, with prefixes, without places and with gaps has its cells where they belong', async () => {
    const strict = 'http://purl.oclc.org/ooxml/spreadsheetml/main';
    const sheet = `<?xml version="1.0"?><x:worksheet xmlns:x="${strict}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row><x:row r="5"><x:c r="C5"><x:v>2</x:v></x:c><x:c><x:v>3</x:v></x:c><x:c r="AB5"><x:v>4</x:v></x:c></x:row><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    const parts = partsOf({ sheet });
    for (const name of ['_rels/.rels', 'xl/_rels/workbook.xml.rels'])
      parts[name] = (parts[name] as string).replaceAll(
        'http://schemas.openxmlformats.org/officeDocument/2006',
        'http://purl.oclc.org/ooxml/officeDocument',
      );
    const { rows } = await readSheet(file('strict.xlsx', await zipOf(parts)));
    expect(rows).toEqual([
      { line: 1, cells: ['甲', '1'] },
      { line: 5, cells: ['', '', '2', '3', ...Array(23).fill(''), '4'] },
      { line: 6, cells: ['5'] },
    ]);
  });

  it('shows another number than it holds: the row is refused', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="0!.0,&quot;万&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>';
    const sheet = data('<c s="1"><v>500000</v></c>');
    const { rows } = await readSheet(file('scaled.xlsx', await bookOf({ sheet, styles })));
    expect(rows[0]?.faults?.[0]?.message).toMatch(/^A1: shows another number than the 500000 that it holds/);
  });

  it('has texts whose format shows more than they are, or nothing: they are read as shown, or the row is refused', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="@&quot;有限公司&quot;"/><numFmt numFmtId="165" formatCode=";;;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>';
    const text = (style: number) => inline('民勤甲').replace('<c ', `<c s="${style}" `);
    const sheet = data(text(1) + text(0), text(2));
    const { rows } = await readSheet(file('around.xlsx', await bookOf({ sheet, styles })));
    expect(rows[0]).toEqual({ line: 1, cells: ['民勤甲有限公司', '民勤甲'] });
    expect(rows[1]?.faults?.[0]?.message).toMatch(/^A2: shows another text than the one that it holds/);
  });

  it('has cells merged over several rows: those below the first are marked, wherever the sheet says it', async () => {
    const row = (...texts: string[]) => texts.map(inline).join('');
    const merges = `<mergeCells count="4"><mergeCell ref="B2:B4"/><x/><mergeCell ref="$A$3:$B$4"/><mergeCell ref="A1:C1"/>${' '.repeat(200_000)}<mergeCell x="" ref='D4:D9'></mergeCell></mergeCells>`;
    const sheet = data(row('标题'), row('甲', '注销'), row('乙', ''), row('丙', '', '丁'), '', row('戊')) + merges;
    const { rows, warnings, bytes } = await readSheet(file('merged.xlsx', await bookOf({ sheet })));
    expect(rows.map(({ line, marks }) => [line, marks?.map(({ column, is }) => `${is} ${column}`).sort()])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, ['COVERED 1']],
      [4, ['COVERED 0', 'COVERED 1']],
      [6, ['COVERED 3']],
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/has cells merged over several rows \(3, the first is B2:B4\): only the first row of each/),
    ]);
    expect(bytes[0]).toBeLessThanOrEqual(bytes[1]);
    const mixed = `<sheetData><row r="5">${row('甲')}</row><row r="2">${row('乙')}</row></sheetData>${merges}`;
    await expect(readSheet(file('order.xlsx', await bookOf({ sheet: mixed })))).rejects.toThrow(
      'FILE: its rows are out of their order; open it in a spreadsheet and save it anew',
    );
  });

  it('has a hundred thousand formatted rows without text below: they are no rows', async () => {
    const blank = (row: number) => `<row r="${row}" s="1" customFormat="1"><c r="A${row}" s="1"/></row>`;
    const below = Array.from({ length: 100_000 }, (_, i) => blank(i + 2)).join('');
    const sheet = `<sheetData><row r="1">${inline('甲')}</row>${below}</sheetData>`;
    expect((await readSheet(file('blank.xlsx', await bookOf({ sheet })))).rows).toEqual([{ line: 1, cells: ['甲'] }]);
  });

  it('without a sheet, or of which a chart is asked for, is told', async () => {
    const sheet = data(inline('甲'));
    await expect(readSheet(file('none.xlsx', await bookOf({ sheet, sheets: '' })))).rejects.toThrow(
      'FILE: is a workbook without sheets',
    );
    const sheets = '<sheet name="图" sheetId="2" r:id="rId4"/><sheet name="表" sheetId="1" r:id="rId1"/>';
    const path = file('chart.xlsx', await bookOf({ sheet, sheets }));
    expect(await readSheet(path)).toMatchObject({ cells: [['甲']], warnings: [] });
    await expect(readSheet(path, '图')).rejects.toThrow('FILE: the sheet "图" is a chart; it has 1 "图", 2 "表"');
  });
});
