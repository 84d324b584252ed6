import type { Source } from '../source/source.js';
import { chosen, listed, shown } from './chosen.js';
import { choosePageTable, pageRows } from './html-page.js';
import type { Markup } from './markup.js';
import { pageText } from './page-text.js';
import { Hidden } from './place.js';
import type { Sheet, SheetInput } from './sheet.js';
import { xmlSheetRows, xmlSheets } from './xml-workbook.js';

/**
 * Opens the table of a web page, or the sheet of an XML workbook of 2003: what other programs write and call .xls. The text is
 * read to its end before: what its bytes are, which of its tables it is, and whether it is whole shows only there.
 */
export async function openMarkup(markup: Markup, input: SheetInput, reopen: Reopen): Promise<Sheet> {
  const { decode, alike } = await pageText(input.name, reopen);
  const { about, rowsOf } = await through(reopen, (chunks) => look(markup, decode(chunks), input));
  const source = await reopen();
  const { bytesTotal, bytesRead, close } = source;
  return { rows: rowsOf(decode(source.chunks)), alike, about, bytesTotal, bytesRead, close };
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
