import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Rows of texts, as often as they are asked for; in `dates` the column with days (2015-03-06). */
export interface WorkbookRows {
  header: readonly string[];
  dates: number;
  rows(): AsyncIterable<readonly string[]>;
}

const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const TARGETS = { worksheet: 'worksheets/sheet1.xml', sharedStrings: 'sharedStrings.xml', styles: 'styles.xml' };
/** XML is handed to the archive in pieces of so many characters. */
const PIECE = 256 * 1024;

/**
 * Writes a workbook as spreadsheets do: texts in a table of their own, in the order in which cells first have them, and cells with their
 * numbers; dates as day numbers with a format. In memory are a piece of it and the texts that many rows share.
 */
export async function writeWorkbook(path: string, content: WorkbookRows): Promise<void> {
  const zip = new ZipFile();
  const part = (name: string, xml: string) => zip.addBuffer(Buffer.from(HEAD + xml), name);
  const relations = (all: Readonly<Record<string, string>>) => {
    const each = Object.entries(all).map(
      ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
    );
    return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
  };
  part(
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
  );
  part('_rels/.rels', relations({ officeDocument: 'xl/workbook.xml' }));
  part('xl/_rels/workbook.xml.rels', relations(TARGETS));
  const sheets = '<sheets><sheet name="企业" sheetId="1" r:id="rId1"/></sheets>';
  part('xl/workbook.xml', `<workbook xmlns="${SHEET}" xmlns:r="${RELATIONS}">${sheets}</workbook>`);
  const formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
  part('xl/styles.xml', `<styleSheet xmlns="${SHEET}">${formats}</styleSheet>`);
  zip.addReadStream(Readable.from(pieces(sharedStrings(content))), `xl/${TARGETS.sharedStrings}`);
  zip.addReadStream(Readable.from(pieces(sheet(content))), `xl/${TARGETS.worksheet}`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Numbers texts as they come; short ones that come again keep theirs, as long as there are few. */
function numbering(): (text: string) => { index: number; isNew: boolean } {
  const shared = new Map<string, number>();
  let count = 0;
  return (text) => {
    const known = shared.get(text);
    if (known !== undefined) return { index: known, isNew: false };
    if (text.length < 20 && shared.size < 10_000) shared.set(text, count);
    return { index: count++, isNew: true };
  };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

async function* texts({ header, dates, rows }: WorkbookRows): AsyncGenerator<readonly string[]> {
  yield header;
  for await (const row of rows()) yield row.filter((_, i) => i !== dates);
}

async function* sharedStrings(content: WorkbookRows): AsyncGenerator<string> {
  const number = numbering();
  yield `${HEAD}<sst xmlns="${SHEET}">`;
  for await (const row of texts(content))
    yield row.map((text) => (number(text).isNew ? `<si><t>${escaped(text)}</t></si>` : '')).join('');
  yield '</sst>';
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(1899, 11, 30);

async function* sheet({ header, dates, rows }: WorkbookRows): AsyncGenerator<string> {
  const number = numbering();
  let line = 1;
  const row = (cells: readonly string[], day: number): string => {
    const written = cells.map((cell, i) => {
      const place = `${String.fromCharCode(65 + i)}${line}`;
      if (i !== day) return `<c r="${place}" t="s"><v>${number(cell).index}</v></c>`;
      return `<c r="${place}" s="1"><v>${(Date.parse(cell) - FIRST_DAY) / DAY_MS}</v></c>`;
    });
    return `<row r="${line++}" spans="1:${cells.length}">${written.join('')}</row>`;
  };
  yield `${HEAD}<worksheet xmlns="${SHEET}"><sheetData>${row(header, -1)}`;
  for await (const cells of rows()) yield row(cells, dates);
  yield '</sheetData></worksheet>';
}

async function* pieces(parts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const part of parts) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}
