import { ImportError } from '../table/import-error.js';
import { LONGEST_RECORD, type Row } from '../table/table.js';

/** The lines of a text as rows of one cell; blank ones are skipped. */
export async function* lineRows(file: string, text: AsyncIterable<string>): AsyncGenerator<Row[]> {
  let line = 0;
  let rest = '';
  const take = (lines: string[]): Row[] => {
    const rows: Row[] = [];
    for (const each of lines) {
      line++;
      const cell = each.trim();
      if (cell) rows.push({ line, cells: [cell] });
    }
    return rows;
  };
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const rows = take(lines);
    if (rows.length > 0) yield rows;
    if (rest.length > LONGEST_RECORD) {
      throw new ImportError(
        `${file}: line ${line + 1} has more than ${LONGEST_RECORD} characters; write one record a line`,
      );
    }
  }
  const rows = take([rest]);
  if (rows.length > 0) yield rows;
}
