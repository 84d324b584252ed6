import { expect, it } from 'vitest';
import { encodeGb18030 } from '../gb18030.js';
import { temporary } from '../kit.js';
import { readSheet } from './book.js';

const file = temporary();
const book = (sheets: string, encoding = 'UTF-8') =>
  `<?xml version="1.0" encoding="${encoding}"?>\n<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="Default"/><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style><Style ss:ID="t"><NumberFormat ss:Format="yyyy/m/d\\ h:mm"/></Style></Styles>
${sheets}</Workbook>`;
const sheet = (name: string, rows: string, options = '') =>
  `<Worksheet ss:Name="${name}"><Table>${rows}</Table>${options}</Worksheet>`;
const cell = (type: string, text: string, more = '') => `<Cell${more}><Data ss:Type="${type}">${text}</Data></Cell>`;

const ROWS = [
  '<Column ss:Width="90"/><Column ss:Index="3" ss:Hidden="1"/>',
  `<Row>${cell('String', '企业名称')}${cell('String', '统一社会信用代码')}${cell('String', '注册日期')}</Row>`,
  `<Row ss:Index="4">${cell('String', ' 甲 &amp; 乙&#10;丙 ')}${cell('Number', '62062100012')}${cell('DateTime', '2015-03-06T00:00:00.000', ' ss:StyleID="d"')}</Row>`,
  `<Row ss:Hidden="1">${cell('Number', '916206210000000000')}${cell('DateTime', '2015-03-06T08:30:00.000', ' ss:Index="3" ss:StyleID="t"')}${cell('Number', '0.95', ' ss:StyleID="p"')}</Row>`,
  `<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>粗</B><Font>体</Font></ss:Data><Comment><ss:Data xmlns="x">注</ss:Data></Comment></Cell><Cell/>${cell('Boolean', '1')}${cell('Error', '#N/A')}${cell('Number', '2', ' ss:Formula="=1+1"')}</Row>`,
  `<Row ss:Span="2"/><Row>${cell('String', '合', ' ss:MergeAcross="1" ss:MergeDown="1"')}${cell('String', '后')}</Row>`,
].join('\n');

it('an XML workbook of 2003, called .xls, is read: places, types, dates', async () => {
  const expected = [
    { line: 1, cells: ['企业名称', '统一社会信用代码', '注册日期'] },
    { line: 4, cells: [' 甲 & 乙\n丙 ', '62062100012', '2015-03-06'], marks: [{ column: 2, is: 'DAY' }] },
    { line: 5, cells: ['9.16206E+17', '', '2015-03-06 08:30:00', '95%'], marks: [{ column: 2, is: 'DAY' }] },
    { line: 6, cells: ['粗体', '', 'TRUE', '#N/A', '2'], marks: [{ column: 2, is: 'FLAG' }] },
    { line: 10, cells: ['合', '', '后'] },
  ];
  const text = book(sheet('企业', ROWS));
  const { rows, warnings } = await readSheet(file('book.xls', text));
  expect(rows).toEqual(expected);
  expect(warnings).toEqual([
    'FILE: sheet "企业" has hidden or filtered rows, which were read too: row 5',
    'FILE: sheet "企业" has hidden columns, which were read too: C',
    'FILE: sheet "企业" has cells merged over several rows (A10:B11): only the first row of each has the text; a row is refused whose cell in a column with a name is one of the others',
  ]);
  for (const encoding of ['GB2312', 'gbk'])
    expect((await readSheet(file('gb.xls', encodeGb18030(book(sheet('企业', ROWS), encoding))))).rows).toEqual(
      expected,
    );
  const wide = Buffer.from(`\ufeff${book(sheet('企业', ROWS), 'UTF-16')}`, 'utf16le');
  expect((await readSheet(file('wide.xls', wide))).rows).toEqual(expected);
});

it('a cell merged over several rows marks those below its first', async () => {
  const rows = [
    `<Row>${cell('String', '甲')}${cell('String', '注销', ' ss:MergeDown="2"')}</Row>`,
    `<Row>${cell('String', '乙')}</Row>`,
    `<Row ss:Index="4">${cell('String', '丙')}</Row>`,
  ].join('');
  const { rows: read } = await readSheet(file('merged.xls', book(sheet('企业', rows))));
  expect(read.map(({ marks }) => marks)).toEqual([undefined, [{ column: 1, is: 'COVERED' }], undefined]);
});

it('its first sheet is one that is seen, which it says behind the cells', async () => {
  const hidden = '<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>';
  const row = (text: string) => `<Row>${cell('String', text)}</Row>`;
  const text = book(sheet('甲', row('1'), hidden) + sheet('乙', row('2')) + sheet('丙', row('3')));
  const path = file('sheets.xls', text);
  const { cells, warnings } = await readSheet(path);
  expect(cells).toEqual([['2']]);
  expect(warnings).toEqual([
    'FILE: only its first sheet is read; the option sheet names another: "甲" (hidden), 1 "乙", 2 "丙"',
  ]);
  expect((await readSheet(path, '丙')).cells).toEqual([['3']]);
  expect((await readSheet(path, '甲')).cells).toEqual([['1']]);
});

it('one that is cut off is found before any of it is read', async () => {
  const text = book(sheet('企业', ROWS));
  await expect(readSheet(file('cut.xls', text.slice(0, text.indexOf('合'))))).rejects.toThrow(
    /^FILE: its XML is damaged or cut off \(/,
  );
});

it('XML that is no workbook says so', async () => {
  await expect(readSheet(file('feed.xml', '<?xml version="1.0"?><feed><a/></feed>'))).rejects.toThrow(
    'FILE: is XML, but no workbook; export the table as .xlsx or CSV',
  );
});
