import type { Problem } from '../../kernel/errors.js';
import type { CellMark, Row } from '../table/table.js';
import type { NumberFormat } from './number-format.js';

/** How a cell is mended whose number format makes another text of its number. */
export const GENERAL = 'give it the format General, with unit and currency written in the cell';

/** Letters or a sign of a currency before a number, but for those of yuan. */
const FOREIGN = /^-?(?!(?:rmb|cn[yh])[^a-z]*\d)\D*(?:[a-z]{2}|[$€£])/i;

/** What a number's format says of it beside its text, which it is shown as; null: nothing. */
export function markOf(format: NumberFormat, text: string | null): CellMark['is'] | null {
  if (format.kind === 'date' || format.kind === 'elapsed') return 'DAY';
  return text !== null && format.kind !== 'plain' && FOREIGN.test(text) ? 'FOREIGN' : null;
}

/** A row with no more of it than there is to say: nearly all have nothing. */
export function rowOf(line: number, cells: string[], faults: readonly Problem[], marks: readonly CellMark[]): Row {
  const row: Row = { line, cells };
  if (faults.length > 0) row.faults = faults;
  if (marks.length > 0) row.marks = marks;
  return row;
}
