import { ImportError } from '../table/import-error.js';
import type { Row } from '../table/table.js';
import { listed } from './chosen.js';
import { type HtmlTable, readTables } from './html-table.js';
import { OTHERS } from './place.js';

/** The table of a page that is read, and what there is beside it. */
export interface PageChoice {
  table: HtmlTable;
  about: string;
}

/**
 * Looks a page through and says which of its tables is read: the one that is asked for by its number, else the longest. A
 * second one as wide might be its continuation, and is asked about. Tables that place others on the page are none.
 */
export async function choosePageTable(
  file: string,
  text: AsyncIterable<string>,
  asked: string | undefined,
  warn: (message: string) => void,
): Promise<PageChoice> {
  const all: HtmlTable[] = [];
  for await (const _ of readTables(file, text, all, () => {}));
  const tables = all.filter(({ rows, outer }) => rows > 0 && !outer);
  const list = listed(tables.map((table) => ({ name: nameOf(table), hidden: false })));
  const longest = tables.reduce<HtmlTable | undefined>((a, b) => (a && a.rows >= b.rows ? a : b), undefined);
  const named = asked === undefined ? longest : (tables[Number(asked) - 1] ?? tables.find((t) => nameOf(t) === asked));
  if (!longest)
    throw new ImportError(
      `${file}: is a web page without a table, maybe one to sign in or of an error; export the table as .xlsx or CSV`,
    );
  if (!named)
    throw new ImportError(`${file}: is a web page without the table ${JSON.stringify(asked)}; it has ${list}`);
  if (!named.ended) throw new ImportError(`${file}: is a web page that ends within its table; fetch it again`);
  const alike = tables.filter((table) => table !== named && table.rows > 1 && table.width === named.width);
  if (asked === undefined && named.width > 1 && alike.length > 0)
    throw new ImportError(
      `${file}: is a web page with several such tables; the option sheet says which to read: ${list}`,
    );
  if (asked === undefined && tables.length > 1)
    warn(`${file}: only the longest table of the page is read; the option sheet names another: ${list}`);
  if (named.hiddenRows > 0)
    warn(`${file}: the page does not show ${named.hiddenRows} rows of its table; they are read too`);
  if (named.firstMerge > 0)
    warn(
      `${file}: the page has cells over several rows of its table (the first in row ${named.firstMerge}): only the first row of each has the text; ${OTHERS}`,
    );
  return {
    table: named,
    about: `it is a web page, of whose tables number ${tables.indexOf(named) + 1} was read: ${list}`,
  };
}

const nameOf = ({ caption, rows, width }: HtmlTable): string => {
  const size = `${rows} × ${width} cells`;
  return caption.trim() ? `${caption.trim().replace(/\s+/g, ' ').slice(0, 40)} (${size})` : size;
};

/** The rows of one table of a page. */
export async function* pageRows(file: string, text: AsyncIterable<string>, index: number): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  const read = readTables(file, text, [], (table, row) => {
    if (table.index === index) rows.push(row);
  });
  for await (const _ of read) {
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
}
