import { parseUscc } from '../../kernel/uscc.js';
import { ImportError } from '../table/import-error.js';
import type { Row } from '../table/table.js';
import { plain } from './header-name.js';
import { JSON_COLUMN } from './json-record.js';
import type { KnownHeaders } from './known.js';

/** So many rows are looked through for the columns' names: titles and notes stand above them. */
export const HEADER_WITHIN = 30;

/** How well a row would do as the columns' names. */
export interface HeaderScore {
  /** It names all that a record needs. */
  complete: boolean;
  /** So many fields of the register. */
  fields: number;
}

export function scoreOf(cells: readonly string[], known: KnownHeaders): HeaderScore {
  const targets = cells.map((cell) => known.of(cell));
  const fields = new Set(targets.flatMap((target) => (target ? [target.field] : [])));
  const json = cells.some((cell) => plain(cell) === JSON_COLUMN);
  const complete = known.headers.required.every((field) => fields.has(field));
  if (json && cells.every((cell, i) => targets[i] !== undefined || plain(cell) === JSON_COLUMN))
    return { complete: true, fields: cells.length };
  return { complete, fields: fields.size };
}

/** Negative where the first is the better header. */
export const better = (a: HeaderScore, b: HeaderScore): number =>
  Number(b.complete) - Number(a.complete) || b.fields - a.fields;

/** The row with the columns' names among the first of a table: the first that names all that is needed, else the one that names most. */
export function headerIn(rows: readonly Row[], known: KnownHeaders): { index: number; score: HeaderScore } {
  let found = { index: 0, score: { complete: false, fields: 0 } as HeaderScore };
  for (const [index, { cells }] of rows.slice(0, HEADER_WITHIN).entries()) {
    const score = scoreOf(cells, known);
    if (score.complete) return { index, score };
    if (score.fields > found.score.fields) found = { index, score };
  }
  return found;
}

/** Refuses a header that is no one line, or has records above it: columns or records would be lost without a word. */
export function refuseDoubtful(file: string, rows: readonly Row[], index: number, known: KnownHeaders): void {
  const header = rows[index] as Row;
  for (const other of [rows[index + 1], rows[index - 1]]) {
    if (!other || other.cells.some(isCode)) continue;
    const [upper, lower] = other.line > header.line ? [header, other] : [other, header];
    const joined = Array.from({ length: Math.max(upper.cells.length, lower.cells.length) }, (_, i) => {
      const [above = '', below = ''] = [upper.cells[i], lower.cells[i]];
      return known.of(below) ? below : known.of(above) ? above : below || above;
    });
    const alone = scoreOf(header.cells, known);
    const both = scoreOf(joined, known);
    if (both.fields > alone.fields && scoreOf(other.cells, known).fields > 0)
      throw new ImportError(
        `${file}: the columns’ names stand in two lines (${upper.line} and ${lower.line}), as merged cells have them; write each column’s name into one line, and take the other out`,
      );
  }
  if (!scoreOf(header.cells, known).complete) return;
  const above = rows.slice(0, index).find(({ cells }) => cells.some(isCode));
  if (above)
    throw new ImportError(
      `${file}: line ${above.line} is a record above the columns’ names of line ${header.line}; put the names first`,
    );
}

const isCode = (cell: string): boolean => {
  const text = cell.trim();
  return text.length === 18 && parseUscc(text).ok;
};
