import { letters } from '../table/letters.js';
import type { Columns } from '../table/table.js';

/** The place of a whole row, where no one cell is at fault. */
export const wholeRow = (line: number): string => `第${line}行`;

/** Where a field of a row stands in the file that was handed in, as a spreadsheet names cells (C5); null where the file has no such column. */
export function cellOf(columns: Columns, field: string, line: number): string | null {
  const index = placeOf(columns, field);
  return index === null ? null : `${letters(index)}${line}`;
}

/** Index of a field's column, from 0. */
function placeOf(columns: Columns, field: string): number | null {
  if (!field) return null;
  const header = columns.headerOf(field);
  const index = header === null ? -1 : columns.header.indexOf(header);
  return index < 0 ? null : index;
}
