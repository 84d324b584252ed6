import type { Problem } from '../../kernel/errors.js';
import { JSON_COLUMN } from '../columns/json-record.js';
import { type Columns, type Row, whereOf } from '../table/table.js';
import { faultInChinese } from './faults.words.js';
import { cellAt, cellOf } from './place.js';
import { CUT } from './returned.js';

/** One thing wrong with a row of a file. */
export interface Fault {
  /** The cell of the file that was handed in, as a spreadsheet names it (C5), of a JSON array the record (#3); null where it is no one cell's. */
  cell: string | null;
  /** schema/ERRORS.md, "Codes of problems". */
  code: string;
  /** In English, behind the column as the file names it. */
  message: string;
  /** The same in Chinese, with what to do. */
  chinese: string;
}

/** A row that was refused, as the rejected file repeats it. */
export interface RejectedRow extends Pick<Row, 'line' | 'row' | 'element' | 'cells'> {
  /** Every fault of the row, in the order in which its checks found them. */
  faults: Fault[];
}

/** No spreadsheet keeps more characters in a cell (32,767); so many of a longer one are repeated. */
const LONGEST_CELL = 32_700;
const REPEATED = 32_000;
/** What the reader of a file leaves of a text that is too long ends so, and is not short. */
const isLeft = (text: string): boolean => text.length > 150 && text.endsWith('…');

/** What is told of a refused row: its cells as they may be repeated, and each problem with its column. */
export function refusal(columns: Columns, row: Row, problems: readonly Problem[]): RejectedRow {
  const { cells } = row;
  const faults = problems.map(({ path, code, message }): Fault => {
    const header = path ? (columns.headerOf(path) ?? path).trim() : '';
    return told({ header, cell: cellOf(columns, path, row) }, code, message);
  });
  const shortened = row.faults?.some(({ code }) => code === 'TOO_LONG') ?? false;
  const kept = columns.repeatable(cells, problems).map((cell, i) => {
    const header = columns.header[i]?.trim() ?? '';
    // A record in JSON that is cut is no JSON any more, and so refused until it is whole; one that is not cut stays whole.
    if (header === JSON_COLUMN) return cell;
    if (shortened && isLeft(cell)) return cell.slice(0, -1) + CUT;
    if (cell.length <= LONGEST_CELL) return cell;
    const cut = `only its first ${REPEATED} of ${cell.length} characters are repeated here`;
    faults.push(told({ header, cell: cellAt(i, row) }, 'TOO_LONG', cut));
    return cell.slice(0, REPEATED) + CUT;
  });
  return { ...whereOf(row), cells: kept, faults };
}

function told({ header, cell }: { header: string; cell: string | null }, code: string, message: string): Fault {
  const [english, chinese] = header ? [`${header}: `, `${header}：`] : ['', ''];
  return { cell, code, message: `${english}${message}`, chinese: `${chinese}${faultInChinese(code)}` };
}

/** What a fault is in Chinese, without the mend: the first sentence. */
export const wordOf = ({ chinese }: Pick<Fault, 'chinese'>): string => chinese.split('。')[0] ?? '';
