import type { Sheet } from '../sheet/sheet.js';
import { ImportError } from '../table/import-error.js';
import type { Row, Table } from '../table/table.js';
import { rowTable, type TableOptions } from './row-table.js';

/** A sheet as a table of records; what is wrong with its columns is said with the sheet that was read, and what others there are. */
export async function sheetTable(file: string, sheet: Sheet, options: Omit<TableOptions, 'separator'>): Promise<Table> {
  const clean = cleaner(() => options.warn(`${file}: has invisible DEL characters (U+007F); they are left out`));
  const rows = async function* () {
    for await (const some of sheet.rows) yield clean(some);
  };
  try {
    return await rowTable(file, rows(), { ...options, separator: null });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const others = options.reading.sheet === undefined && /", | more\b/.test(sheet.about);
    throw new ImportError(`${error.message}; ${sheet.about}${others ? '; --sheet NAME|NUMBER reads another' : ''}`, {
      cause: error,
    });
  }
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
