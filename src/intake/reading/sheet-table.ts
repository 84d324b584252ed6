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
    const rows = async function* () {
      yield filled(others, header.cells.length);
      for await (const some of rest) yield filled(some, header.cells.length);
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
