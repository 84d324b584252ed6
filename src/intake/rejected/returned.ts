import { type Problem } from '../../kernel/errors.js';
import { REJECTED_COLUMNS } from '../columns/columns.js';
import type { Row } from '../table/table.js';

/** So many columns a rejected file has had before a row's own since there is one. */
const AT_LEAST = 3;

/** Of a rejected file that is handed in again, so many columns stand before the row's own; 0 of any other file. */
export function reasonColumns(header: readonly string[]): number {
  const other = REJECTED_COLUMNS.findIndex((name, i) => header[i]?.trim() !== name);
  const found = other < 0 ? REJECTED_COLUMNS.length : other;
  return found >= AT_LEAST ? found : 0;
}

/** Stands at the end of a cell of which the rejected file has the beginning alone. */
export const CUT = '…【已截短，请填写完整内容】';

/** What is wrong with a row of a rejected file that was handed in again with a cell that is still cut; null: nothing. */
export function stillCut(header: readonly string[], { cells }: Row): Problem | null {
  const at = cells.findIndex((cell) => cell.trimEnd().endsWith(CUT));
  if (at < 0) return null;
  const message = `${header[at]?.trim()}: the rejected file had the beginning of this cell alone; write it whole, without ${CUT}`;
  return { path: '', code: 'TOO_LONG', message };
}
