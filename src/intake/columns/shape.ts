import type { Problem } from '../../kernel/errors.js';
import { type Row, whereOf } from '../table/table.js';
import { type Frame, hasCode, type Shaped, shapeOf } from './row-shape.js';

/** A line break may stand more than once in a cell; but lines without any separator that are more than these are no cell's. */
const MOST_BREAKS = 3;

/** Rows as records' rows, each refused that cannot be one (row-shape.ts), or that a line break seems to have cut. */
export async function* shapedRows(
  rows: AsyncIterable<Row[]>,
  frame: Frame,
  separator: string | null,
): AsyncGenerator<Row[]> {
  const halves = new Halves(frame);
  for await (const some of rows) {
    const out: Row[] = [];
    for (const row of some) {
      const shaped = shapeOf(row, frame, separator);
      if (separator === null && frame.reasons === 0) out.push(shaped.row);
      else halves.take(shaped, out);
    }
    if (out.length > 0) yield out;
  }
  const out: Row[] = [];
  halves.end(out);
  if (out.length > 0) yield out;
}

/**
 * Finds rows that are halves of one, which a line break without quotes cut in two: filled up, the first would be a record whose last
 * cells are missing, or whose last one is half of what it was. Rows are held until the next one is known.
 */
class Halves {
  /** The last row with a separator, and the lines without one behind it. */
  private anchor: Shaped | null = null;
  private singles: Shaped[] = [];
  /** More lines without a separator came than a cell has. */
  private many = false;

  constructor(private readonly frame: Frame) {}

  take(next: Shaped, out: Row[]): void {
    if (next.kind === 'SINGLE' && !hasCode(next.row.cells, this.frame)) {
      this.singles.push(next);
      if (this.singles.length > MOST_BREAKS) {
        this.many = true;
        this.judge(null);
        const last = this.singles.pop() as Shaped;
        this.give(out);
        this.singles = [last];
      }
      return;
    }
    this.judge(next);
    this.give(out);
    this.anchor = next;
    this.many = false;
  }

  end(out: Row[]): void {
    this.judge(null);
    this.give(out);
  }

  private give(out: Row[]): void {
    if (this.anchor) out.push(this.anchor.row);
    for (const { row } of this.singles) out.push(row);
    this.anchor = null;
    this.singles = [];
  }

  private judge(next: Shaped | null): void {
    const { anchor, singles, frame } = this;
    const width = frame.header.length - frame.reasons;
    const all = [anchor, ...singles, next].filter((each) => each !== null);
    for (let i = 1; i < all.length; i++) {
      const [a, b] = [all[i - 1] as Shaped, all[i] as Shaped];
      if (!isShort(a) || !isShort(b) || !adjoin(a, b) || hasCode(b.row.cells, frame)) continue;
      if (a.cells + b.cells - 1 <= width) refuseBoth(a, b);
    }
    const [first, last] = [singles[0], singles.at(-1)];
    if (!first || !last || this.many) return;
    // The end of a whole row's last cell, or the beginning of the first cell of the next: where its text says so. Any other note between two
    // rows costs neither of them.
    const own = (shaped: Shaped) => shaped.row.cells.slice(frame.reasons);
    if (anchor?.kind === 'FULL' && anchor.cells === width && adjoin(anchor, first) && PLACE_END.test(textOf(own(last))))
      refuseBoth(anchor, ...singles);
    if (next?.kind === 'FULL' && adjoin(last, next) && continues(textOf(own(first)), own(next)))
      refuseBoth(...singles, next);
  }
}

/** How addresses end, and what names of enterprises do not begin with: the rest of a cell that was cut. */
const PLACE_END = /(?:[号室楼层路街巷弄栋幢座村组镇乡]|社区|小区|园区)[)）]?$/;
const NAME_END = /^(?:(?:股份|集团|有限|责任|总|分|子)*公司|有限|责任|股份|合作社|经营部|商店|商行|厂|店)/;
const textOf = (cells: readonly string[]): string => cells.find((cell) => cell.trim() !== '')?.trim() ?? '';

/** Whether a row's first cell is the rest of this text: it begins as no name does, or the text names the place that other cells begin with. */
function continues(text: string, [first = '', ...others]: readonly string[]): boolean {
  const place = text.slice(0, 2);
  return NAME_END.test(first.trim()) || (place.length === 2 && others.some((cell) => cell.trim().startsWith(place)));
}

const isShort = ({ kind }: Shaped): boolean => kind === 'SHORT' || kind === 'SINGLE';
const adjoin = (a: Shaped, b: Shaped): boolean => a.end + 1 === b.start;

function refuseBoth(...halves: Shaped[]): void {
  const [from, to] = [(halves[0] as Shaped).start, (halves.at(-1) as Shaped).start];
  const fault: Problem = {
    path: '',
    code: 'LINE_BREAK',
    message: `lines ${from} to ${to} look like one row that a line break cut; join them, or put the cell with the line break in quotes ("…")`,
  };
  for (const half of halves) {
    if (half.row.faults?.some(({ code }) => code === 'LINE_BREAK')) continue;
    half.row = { ...whereOf(half.row), cells: half.row.cells, faults: [fault] };
  }
}
