import { letters } from '../table/letters.js';
import type { Row } from '../table/table.js';
import { plain } from './header-name.js';

/** So many are named. */
const LISTED = 20;

/** Says once, of columns without a name that have data, which they are: nothing of them is read. */
export async function* watched(
  rows: AsyncIterable<Row[]>,
  header: readonly string[],
  tell: (message: string) => void,
): AsyncGenerator<Row[]> {
  const silent = new Set(header.flatMap((name, i) => (plain(name) === '' ? [i] : [])));
  const found = new Map<number, number>();
  for await (const some of rows) {
    if (silent.size > 0)
      // The cells of a row of another shape may stand in others' columns.
      for (const { line, cells, faults } of some)
        for (const column of silent)
          if (!faults && cells[column]?.trim()) {
            silent.delete(column);
            found.set(column, line);
          }
    yield some;
  }
  if (found.size === 0) return;
  const all = [...found]
    .sort(([a], [b]) => a - b)
    .map(([column, line]) => `${letters(column)} (first in line ${line})`);
  const more = all.length > LISTED ? ` and ${all.length - LISTED} more` : '';
  tell(
    `not used: columns that have data and no name, ${all.slice(0, LISTED).join(', ')}${more}; write their names into the line with the columns’ names`,
  );
}
