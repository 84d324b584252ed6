import type { RegisterHeaders } from '../../register/core.js';
import { matchColumns } from '../columns/columns.js';
import type { Sheet } from '../sheet/sheet.js';
import { ImportError } from '../table/import-error.js';
import { type Row, split, type Table } from '../table/table.js';

/** A sheet as a table of records; what is wrong with its columns is said with the sheet that was read, and what others there are. */
export async function sheetTable(
  file: string,
  sheet: Sheet,
  headers: RegisterHeaders,
  warn: (message: string) => void,
): Promise<Table> {
  const { first, rest } = await split(sheet.rows);
  const [header, ...others] = first ?? [];
  if (!header) throw new ImportError(`${file}: has no row with any text; ${sheet.about}`);
  try {
    const columns = matchColumns(file, header.cells, headers, warn);
    const clean = cleaner(() => warn(`${file}: has invisible DEL characters (U+007F); they are left out`));
    const width = header.cells.length;
    const rows = async function* () {
      yield clean(filled(others, width));
      for await (const some of rest) yield clean(filled(some, width));
    };
    return { columns, rows: rows() };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw new ImportError(`${error.message}; ${sheet.about}`, { cause: error });
  }
}

/** A sheet stores no empty cells at the end of a row. */
function filled(rows: Row[], width: number): Row[] {
  for (const { cells } of rows) while (cells.length < width) cells.push('');
  return rows;
}

/** Leaves the character DEL out, which means nothing, as of texts (`read-table`). */
function cleaner(found: () => void): (rows: Row[]) => Row[] {
  let told = false;
  return (rows) => {
    for (const { cells } of rows) {
      for (const [i, cell] of cells.entries()) {
        if (!cell.includes('\u007f')) continue;
        cells[i] = cell.replaceAll('\u007f', '');
        if (!told) found();
        told = true;
      }
    }
    return rows;
  };
}
