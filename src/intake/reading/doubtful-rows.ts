import type { Problem } from '../../kernel/errors.js';
import { DOUBTFUL } from '../source/encoding.js';
import { MEND } from '../source/survey.js';
import { ImportError } from '../table/import-error.js';
import { type Row, whereOf } from '../table/table.js';

const FAULT: Problem = {
  path: '',
  code: 'ENCODING',
  message: `a line of the row is in another encoding than the file, and which is in doubt, or was read in a wrong one before; look at the row in the file it came of, ${MEND}`,
};

/** Notes the fault on the rows that have characters in doubt, which are shown as lost. */
export async function* doubtfulRows(rows: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
  for await (const some of rows) yield some.map((row) => (row.cells.some(isDoubtful) ? refused(row) : row));
}

/** Whether a text of the file has characters in doubt. */
export const isDoubtful = (text: string): boolean => text.includes(DOUBTFUL);

/** Says that the columns' names themselves are in doubt: then no row can be read. */
export const doubtfulHeader = (file: string): ImportError =>
  new ImportError(`${file}: the line with the columns’ names is in doubt between encodings; ${MEND}`);

const refused = (row: Row): Row => ({
  ...whereOf(row),
  cells: row.cells.map((cell) => cell.replaceAll(DOUBTFUL, '\ufffd')),
  faults: [FAULT, ...(row.faults ?? [])],
});
