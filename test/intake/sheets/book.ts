import { ZipFile } from 'yazl';
import { openSheet } from '../../../src/intake/sheet/open-sheet.js';
import type { Row } from '../../../src/intake/table/table.js';

/** Parts of an archive, packed as spreadsheets pack theirs. */
export async function zipOf(parts: Readonly<Record<string, string | Buffer>>, compress = true): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts))
    zip.addBuffer(Buffer.from(content as string), name, { compress });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

interface Written {
  /** What stands in the sheet's root: all of it. */
  sheet: string;
  /** What stands in the table of shared texts: `<si>` elements. */
  shared?: string;
  /** What stands in the styles. */
  styles?: string;
  sheets?: string;
  workbook?: string;
}

/** The parts of a workbook, written by hand where a writer would not write them so. */
export function partsOf({ sheet, shared, styles, sheets, workbook = '' }: Written): Record<string, string> {
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships>${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}">${workbook}<sheets>${sheets ?? '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation(1, 'worksheet', '/xl/one.xml')}${relation(2, 'sharedStrings', 'texts.xml')}${relation(3, 'styles', 'styles.xml')}${relation(4, 'chartsheet', 'chart.xml')}</Relationships>`,
    'xl/one.xml': sheet.startsWith('<?xml') ? sheet : `<worksheet xmlns="${MAIN}">${sheet}</worksheet>`,
  };
  if (shared !== undefined) parts['xl/texts.xml'] = `<sst xmlns="${MAIN}">${shared}</sst>`;
  if (styles !== undefined) parts['xl/styles.xml'] = `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`;
  return parts;
}

export const bookOf = (written: Written): Promise<Buffer> => zipOf(partsOf(written));

/** Cells as a sheet has them, in rows without numbers and places. */
export const data = (...rows: string[]): string =>
  `<sheetData>${rows.map((cells) => `<row>${cells}</row>`).join('')}</sheetData>`;
export const inline = (text: string): string => `<c t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;

export interface Read {
  rows: Row[];
  cells: string[][];
  warnings: string[];
  about: string;
  bytes: [read: number, total: number];
}

/** A file read to its end. */
export async function readSheet(path: string, asked?: string): Promise<Read> {
  const warnings: string[] = [];
  const sheet = await openSheet({ path, name: 'FILE', asked, warn: (message) => warnings.push(message) });
  if (!sheet) throw new Error('is no sheet');
  try {
    const rows: Row[] = [];
    for await (const some of sheet.rows) rows.push(...some);
    const cells = rows.map((row) => row.cells);
    return { rows, cells, warnings, about: sheet.about, bytes: [sheet.bytesRead(), sheet.bytesTotal] };
  } finally {
    await sheet.close();
  }
}
