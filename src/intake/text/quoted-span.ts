import type { Problem } from '../../kernel/errors.js';
import { parseUscc } from '../../kernel/uscc.js';

/** How a CSV text is to be read. */
export interface CsvForm {
  /** One character. */
  separator: string;
  /** Cells of the header: by it whole rows within a quote are recognised. Null: not known yet. */
  width: number | null;
}

const BREAK = /\r\n|\n|\r/;

/** The lines of a text, whatever ends them. */
export const linesOf = (text: string): string[] => text.split(BREAK);
export const breaksIn = (text: string): number => linesOf(text).length - 1;

/** What is wrong with a row in which a quote closes before text, behind a separator: which of them is text cannot be told. */
export const QUOTE_WITHIN: Problem = {
  path: '',
  code: 'QUOTE',
  message:
    'a quote (") opens a cell, holds a separator and closes before text; close it at the end of its cell, or double it ("") where it is text',
};

/** What is wrong with each line of a quote that holds whole rows. */
export const quoteOver = (first: number, last: number): Problem => ({
  path: '',
  code: 'QUOTE',
  message: `lines ${first} to ${last} stand within one quote (") and look like rows of their own; double the quote ("") where it is text, or take it out, in the first of them and in the last`,
});

/** A code has 18 characters, and may be written with spaces and the like. */
const CODE_LENGTHS = [18, 40] as const;
/** So many separators within a quote, on all its lines, are needed before the number of cells of one line says anything. */
const TELLING = 2;

/**
 * Whether a quoted cell of several lines looks like whole rows that a stray quote swallowed: it has a valid code as a cell of its own; or
 * separators, and a line that is as long as the header where it is read by itself. An address or a description with line breaks has
 * commas too, but hardly ever on one line just as many as the header leaves for it.
 * `before`: the cell's first line up to the quote; `after`: its last line behind the closing one.
 */
export function hasWholeRows(before: string, inner: string, after: string, { separator, width }: CsvForm): boolean {
  if (!inner.includes(separator) && inner.length < CODE_LENGTHS[0]) return false;
  const lines = linesOf(inner);
  const pieces = lines.map((line) => line.split(separator));
  if (pieces.some((cells) => cells.some(isCode))) return true;
  const separators = pieces.reduce((sum, cells) => sum + cells.length - 1, 0);
  if (width === null || separators < TELLING) return false;
  return pieces.some((cells, i) => {
    if (cells.length === 1) return false;
    const [first, last] = [i === 0, i === lines.length - 1];
    if (!first && !last) return cells.length >= width;
    const whole = (first ? before : '') + lines[i] + (last ? after : '');
    const all = whole.split(separator);
    return all.length === width || (all.length > width && all.slice(width).every((cell) => cell.trim() === ''));
  });
}

function isCode(cell: string): boolean {
  const text = cell.trim();
  return text.length >= CODE_LENGTHS[0] && text.length <= CODE_LENGTHS[1] && parseUscc(text).ok;
}
