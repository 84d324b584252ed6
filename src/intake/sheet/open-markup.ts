import type { Source } from '../source/source.js';
import { chosen, listed, shown } from './chosen.js';
import { declaredEncoding, declaredText, likelyEncoding } from './declared-text.js';
import { choosePageTable, pageRows } from './html-page.js';
import type { Markup } from './markup.js';
import { Hidden } from './place.js';
import type { Sheet, SheetInput } from './sheet.js';
import { xmlSheetRows, xmlSheets } from './xml-workbook.js';

/**
 * Opens the table of a web page, or the sheet of an XML workbook of 2003: what other programs write and call .xls. The text is
 * read twice: which of its tables it is, and whether it is whole, shows only at its end.
 */
export async function openMarkup(markup: Markup, input: SheetInput, reopen: Reopen): Promise<Sheet> {
  const otherwise =
    (await through(reopen, declaredEncoding)) === null ? await through(reopen, likelyEncoding) : 'utf-8';
  const { about, rowsOf } = await through(reopen, (chunks) => look(markup, declaredText(chunks, otherwise), input));
  const source = await reopen();
  const { bytesTotal, bytesRead, close } = source;
  return { rows: rowsOf(declaredText(source.chunks, otherwise)), about, bytesTotal, bytesRead, close };
}

type Reopen = () => Promise<Source>;

/** Does something with all bytes, which are closed behind it. */
async function through<T>(reopen: Reopen, work: (chunks: Source['chunks']) => Promise<T>): Promise<T> {
  const source = await reopen();
  try {
    return await work(source.chunks);
  } finally {
    await source.close();
  }
}

interface Looked {
  about: string;
  rowsOf(text: AsyncIterable<string>): Sheet['rows'];
}

async function look(
  markup: Markup,
  text: AsyncIterable<string>,
  { name: file, asked, warn }: SheetInput,
): Promise<Looked> {
  if (markup === 'html') {
    const { about, table } = await choosePageTable(file, text, asked, warn);
    return { about, rowsOf: (again) => pageRows(file, again, table.index) };
  }
  const sheets = await xmlSheets(file, text);
  const sheet = chosen(file, sheets, asked);
  if (asked === undefined && sheets.filter(({ hidden }) => !hidden).length > 1)
    warn(`${file}: only its first sheet is read; the option sheet names another: ${listed(sheets)}`);
  return {
    about: `read was the sheet ${shown(sheet.name)} of ${listed(sheets)}`,
    rowsOf: async function* (again) {
      const hidden = new Hidden();
      yield* xmlSheetRows(file, again, sheets.indexOf(sheet), hidden);
      for (const warning of hidden.warnings(sheet.name)) warn(`${file}: ${warning}`);
    },
  };
}
