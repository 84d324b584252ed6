import { letters } from '../table/letters.js';
import type { Columns, Row } from '../table/table.js';

/** A row as a spreadsheet counts it: a cell of several lines is in one, and blank lines are rows too. */
const rowOf = ({ line, row = line }: Where): number => row;
type Where = Pick<Row, 'line' | 'row' | 'element'>;

/** The place of a whole row, where no one cell is at fault. */
export const wholeRow = (where: Where): string => `第${rowOf(where)}行`;

/** A cell of a row, by its column's index from 0. */
export const cellAt = (index: number, where: Where): string => `${letters(index)}${rowOf(where)}`;

/**
 * Where a field of a row stands in the file that was handed in, as a spreadsheet names cells (C5); null where the file has no such column.
 * Of a JSON array: the record (#3 is the third).
 */
export function cellOf(columns: Columns, field: string, where: Where): string | null {
  if (where.element !== undefined) return `#${where.element}`;
  const index = placeOf(columns, field);
  return index === null ? null : cellAt(index, where);
}

/** Index of a field's column, from 0. */
const placeOf = (columns: Columns, field: string): number | null => (field ? columns.place(field) : null);
