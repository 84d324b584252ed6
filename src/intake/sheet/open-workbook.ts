import { open } from 'node:fs/promises';
import { type Archive, openArchive, SMALL_LIMIT } from '../source/archive.js';
import { ImportError } from '../table/import-error.js';
import { chosen, listed, shown } from './chosen.js';
import { declaredText } from './declared-text.js';
import { readMerges } from './merges.js';
import { oleRefusal } from './ole.js';
import { packedWorkbook } from './packed-workbook.js';
import { Hidden } from './place.js';
import { readSharedStrings } from './shared-strings.js';
import type { Sheet, SheetInput } from './sheet.js';
import { type CellFormat, PLAIN_CELL, readStyles } from './styles.js';
import { TextStore } from './text-store.js';
import { readWorkbook } from './workbook.js';
import { sheetRows } from './worksheet.js';

const ZIP = '504b0304';
const OLE = 'd0cf11e0';

/**
 * Opens the sheet of a workbook (.xlsx, and a ZIP with one of them), by what the file begins with and whatever it is called. Null
 * where it is no workbook: a text, or a ZIP of something else. Throws ImportError where it is one that is not read.
 */
export const openWorkbook = (input: SheetInput): Promise<Sheet | null> => opened(input, true);

async function opened(input: SheetInput, mayBePacked: boolean): Promise<Sheet | null> {
  const { path, name } = input;
  const magic = await firstBytes(path);
  if (magic === OLE) throw new ImportError(`${name}: ${await oleRefusal(path)}`);
  if (magic !== ZIP) return null;
  const archive = await openArchive(path, name);
  try {
    if (archive.has('[Content_Types].xml')) return await sheetOf(archive, input);
    if (isOpenDocument(archive))
      throw new ImportError(`${name}: is an OpenDocument spreadsheet (.ods); save it as .xlsx or CSV`);
    const packed = mayBePacked ? await packedWorkbook(archive) : null;
    archive.close();
    if (!packed) return null;
    try {
      return await opened({ ...input, path: packed.path, name: `${name}: ${packed.name}` }, false);
    } finally {
      // It is open by now, or never will be: nothing of it stays, however the process ends.
      await packed.close();
    }
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path);
  try {
    // What is no regular file is refused where texts are opened.
    if (!(await handle.stat()).isFile()) return '';
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

const isOpenDocument = (archive: Archive): boolean =>
  archive.has('content.xml') && archive.has('META-INF/manifest.xml') && archive.has('mimetype');

async function sheetOf(archive: Archive, { name: file, asked, warn }: SheetInput): Promise<Sheet> {
  const { sheets, date1904, sharedStrings, styles } = await readWorkbook(file, archive);
  const tables = sheets.filter(({ part }) => part !== null);
  const sheet = chosen(file, asked === undefined ? tables : sheets, asked);
  const { part, name } = sheet;
  if (part === null) throw new ImportError(`${file}: the sheet ${shown(name)} is a chart; it has ${listed(sheets)}`);
  if (asked === undefined && tables.filter(({ hidden }) => !hidden).length > 1)
    warn(`${file}: only its first sheet is read; the option sheet names another: ${listed(sheets)}`);
  const texts = new TextStore();
  try {
    if (sharedStrings !== null)
      await readSharedStrings(file, declaredText(archive.read(sharedStrings), 'utf-8'), texts);
    const format: (style: number) => CellFormat =
      styles === null
        ? () => PLAIN_CELL
        : await readStyles(file, declaredText(archive.read(styles, SMALL_LIMIT), 'utf-8'));
    const hidden = new Hidden();
    const before = archive.bytesRead();
    const merges = await readMerges(file, declaredText(archive.read(part), 'utf-8'));
    const lookedThrough = archive.bytesRead() - before;
    const context = { shared: (index: number) => texts.get(index), format, date1904, merges };
    const rows = async function* () {
      yield* sheetRows(file, declaredText(archive.read(part), 'utf-8'), context, hidden);
      for (const warning of hidden.warnings(name)) warn(`${file}: ${warning}`);
    };
    return {
      rows: rows(),
      about: `read was the sheet ${shown(name)} of ${listed(sheets)}`,
      bytesTotal: archive.bytesTotal,
      // Of the sheet itself once: it is looked through before its rows are read.
      bytesRead: () => archive.bytesRead() - lookedThrough,
      close: async () => {
        texts.close();
        archive.close();
      },
    };
  } catch (error) {
    texts.close();
    throw error;
  }
}
