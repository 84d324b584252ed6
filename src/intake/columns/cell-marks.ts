import type { Problem } from '../../kernel/errors.js';
import type { RegisterHeaders } from '../../register/core.js';
import { columnName } from '../sheet/place.js';
import type { CellMark, ReadOptions, Row } from '../table/table.js';
import type { Target } from './known.js';

/** What columns say of the marks of their cells. */
export interface MarkedColumns {
  header: readonly string[];
  targets: readonly (Target | null)[];
  days: ReadonlySet<string>;
  flags: ReadonlySet<string>;
  /** By field, the unit of its cells that whoever hands the file in says. */
  said: ReadonlyMap<string, string>;
}

export const markedColumns = (
  header: readonly string[],
  targets: readonly (Target | null)[],
  { days = [], flags = [], measured = {} }: RegisterHeaders,
  { capitalUnit }: ReadOptions,
): MarkedColumns => ({
  ...{ header, targets, days: new Set(days), flags: new Set(flags) },
  said: new Map(capitalUnit === 'TEN_THOUSAND_YUAN' ? Object.keys(measured).map((field) => [field, '万元']) : []),
});

/** What is wrong with a row whose sheet says more of its cells than their texts do. */
export function markFaults({ marks = [], cells, line }: Row, columns: MarkedColumns): Problem[] {
  return marks.flatMap((mark) => {
    const fault = faultOf(mark, cells[mark.column] ?? '', columns);
    const { path = '', code = 'CELL', message } = fault ?? {};
    return message === undefined ? [] : [{ path, code, message: `${columnName(mark.column)}${line}: ${message}` }];
  });
}

type Fault = Partial<Problem> & Pick<Problem, 'message'>;

function faultOf(
  { column, is }: CellMark,
  text: string,
  { header, targets, days, flags, said }: MarkedColumns,
): Fault | null {
  const { field, unit } = targets[column] ?? { field: null, unit: null };
  switch (is) {
    // A column that nobody reads counts too: what it says of the row may be what another says.
    case 'COVERED':
      if ((header[column] ?? '').trim() === '') return null;
      return {
        message: 'is merged with the cell above it, whose text may be meant for both; unmerge the cells and fill each',
      };
    case 'DAY':
      if (field === null || days.has(field)) return null;
      return {
        path: field,
        code: 'SPREADSHEET',
        message: `is a date (${text}) where none belongs: a spreadsheet may have made it of something else; format the column as text and write it again`,
      };
    case 'FLAG':
      if (field === null || flags.has(field)) return null;
      return {
        path: field,
        message: `is a truth value (${text}) where none belongs; format the column as text and write what is meant`,
      };
    case 'FOREIGN':
      if (field === null || unit?.factor === 'YUAN') return null;
      if (!unit && !said.has(field)) return null;
      return {
        path: field,
        message: `shows ${text} in a column of ${unit?.text ?? said.get(field)}, and which of both is meant is in doubt; write amount, unit and currency as a text (50万美元)`,
      };
  }
}
