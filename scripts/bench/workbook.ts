import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

const COLUMNS = [
  '企业名称',
  '统一社会信用代码',
  '注册日期',
  '企业类型',
  '注册资金',
  '经营范围',
  '所在省份',
  '地区',
  '注册地址',
];
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** XML is handed to the archive in pieces of so many characters. */
const PIECE = 256 * 1024;

/**
 * Writes a workbook as spreadsheets do: each text once, in the order in which cells first have it, and cells with its number; dates as day
 * numbers with a format. A row is one enterprise; most of its texts are its own.
 */
export async function writeWorkbook(path: string, rows: number, codeOf: (n: number) => string): Promise<void> {
  const zip = new ZipFile();
  const part = (name: string, text: string) => zip.addBuffer(Buffer.from(HEAD + text), name);
  part(
    '[Content_Types].xml',
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
  );
  part(
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  const targets = { worksheet: 'worksheets/sheet1.xml', sharedStrings: 'sharedStrings.xml', styles: 'styles.xml' };
  const relations = Object.entries(targets).map(
    ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  part('xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}">${relations.join('')}</Relationships>`);
  part(
    'xl/workbook.xml',
    `<workbook xmlns="${SHEET}" xmlns:r="${RELATIONS}"><sheets><sheet name="企业" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  part(
    'xl/styles.xml',
    `<styleSheet xmlns="${SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
  );
  zip.addReadStream(Readable.from(pieces(sharedStrings(rows, codeOf))), 'xl/sharedStrings.xml');
  zip.addReadStream(Readable.from(pieces(sheet(rows))), 'xl/worksheets/sheet1.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Texts that rows share: 9 names of columns, then these. */
const SHARED = ['有限责任公司', '铜、铅、锌矿选矿；道路货物运输', '甘肃', '武威'];
const OWN = 4;
const own = (n: number, codeOf: (n: number) => string): string[] => [
  `民勤县第${n}煤业有限责任公司`,
  codeOf(n),
  `${50 + n}万人民币`,
  `甘肃省武威市民勤县红沙岗镇工业集中区${n}号`,
];

function* sharedStrings(rows: number, codeOf: (n: number) => string): Generator<string> {
  yield `${HEAD}<sst xmlns="${SHEET}">`;
  for (const text of [...COLUMNS, ...SHARED]) yield `<si><t>${text}</t></si>`;
  for (let n = 0; n < rows; n++) for (const text of own(n, codeOf)) yield `<si><t>${text}</t></si>`;
  yield '</sst>';
}

function* sheet(rows: number): Generator<string> {
  const text = (column: number, row: number, index: number) =>
    `<c r="${'ABCDEFGHI'[column]}${row}" t="s"><v>${index}</v></c>`;
  yield `${HEAD}<worksheet xmlns="${SHEET}"><sheetData><row r="1">${COLUMNS.map((_, i) => text(i, 1, i)).join('')}</row>`;
  for (let n = 0; n < rows; n++) {
    const r = n + 2;
    const first = COLUMNS.length + SHARED.length + OWN * n;
    const of = COLUMNS.length;
    yield `<row r="${r}" spans="1:9">${text(0, r, first)}${text(1, r, first + 1)}<c r="C${r}" s="1"><v>${40_000 + (n % 5_000)}</v></c>${text(3, r, of)}${text(4, r, first + 2)}${text(5, r, of + 1)}${text(6, r, of + 2)}${text(7, r, of + 3)}${text(8, r, first + 3)}</row>`;
  }
  yield '</sheetData></worksheet>';
}

function* pieces(texts: Iterable<string>): Generator<Buffer> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}
