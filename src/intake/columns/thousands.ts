import type { Problem } from '../../kernel/errors.js';

/** The first group of a number that a thousands separator cut in two, and what followed it, with unit and currency. */
const HEAD = /^(?:人民币|[￥¥$])?[1-9]\d{0,2}$/;
const TAIL = /^\d{3}(?:\.\d+)?([\s()万亿千百元圆整正人民币美港日欧英镑澳加台新韩瑞士法郎金]*)$/;

/** Where the amounts of a table are, and the columns whose cells are words and never a bare number. */
export interface AmountColumns {
  amounts: ReadonlySet<number>;
  texts: ReadonlySet<number>;
}

/**
 * Index of the first half of a number that its thousands separator cut in two, so that all cells behind it stand in others' columns; -1
 * where there is none. A row of the right length is looked at where an amount is, for there one of its cells was left out; in one with
 * `surplus` cells any two cells may be it.
 */
export function cutThousands(cells: readonly string[], { amounts, texts }: AmountColumns, surplus: boolean): number {
  for (const amount of amounts)
    for (const at of [amount, amount - 1]) if (isCut(cells, at, at + 1, { amounts, texts })) return at;
  if (!surplus) return -1;
  return cells.findIndex((cell, at) => HEAD.test(clean(cell)) && tailOf(cells[at + 1]) !== null);
}

function isCut(cells: readonly string[], head: number, tail: number, { amounts, texts }: AmountColumns): boolean {
  const first = cells[head];
  if (first === undefined || first.length > 8 || !HEAD.test(clean(first))) return false;
  const unit = tailOf(cells[tail]);
  if (unit === null) return false;
  if (amounts.has(tail)) return !amounts.has(head) && texts.has(head);
  return texts.has(tail) || unit !== '';
}

/** The unit behind the second half of a number, empty where it says none; null where the cell is no such half. */
const tailOf = (cell = ''): string | null => TAIL.exec(clean(cell))?.[1]?.trim() ?? null;

const clean = (cell: string): string => cell.normalize('NFKC').trim();

export const thousandsFault = (header: string, name: string): Problem => ({
  path: '',
  code: 'THOUSANDS',
  message: `${header}: ${name} looks like one number that its thousands separator cut in two, so that the cells behind it are in others’ columns; put the number in quotes ("5,000"), or write it without the comma`,
});
