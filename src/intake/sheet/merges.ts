import { ImportError } from '../table/import-error.js';
import type { CellMark } from '../table/table.js';
import { columnIndex, READ_COLUMNS } from './place.js';

/** More would be gathered in memory; a sheet whose every record is merged over its rows has a tenth of it. */
const MOST_MERGES = 200_000;

interface Range {
  from: number;
  to: number;
  first: number;
  last: number;
}

/** Cells that were merged over several rows, of which the first row alone has the text. Rows are asked for in their order. */
export class Merges {
  private readonly ranges: Range[] = [];
  private next = 0;
  /** By column, the last row that a cell from above covers. */
  private readonly until = new Map<number, number>();
  /** The row that was asked for last. */
  line = 0;

  constructor(private readonly file: string) {}

  get any(): boolean {
    return this.ranges.length > 0;
  }

  /** A place as a sheet writes it (F2:F3); what is merged within one row covers nobody's cell. */
  add(place: string): void {
    const [, first = '', from, last = '', to] = /^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$/.exec(place) ?? [];
    if (from === to) return;
    if (this.ranges.length >= MOST_MERGES)
      throw new ImportError(`${this.file}: has more than ${MOST_MERGES} merged cells; unmerge them and fill each`);
    this.ranges.push({ from: Number(from), to: Number(to), first: columnIndex(first), last: columnIndex(last) });
  }

  /** To be called once all are known, where they may stand in any order. */
  sort(): this {
    this.ranges.sort((a, b) => a.from - b.from);
    return this;
  }

  /** The cells of a row that one above covers. */
  covering(line: number): CellMark[] {
    this.line = line;
    for (let range = this.ranges[this.next]; range && range.from < line; range = this.ranges[++this.next])
      for (let column = range.first; column <= range.last && column < READ_COLUMNS; column++)
        this.until.set(column, Math.max(range.to, this.until.get(column) ?? 0));
    const marks: CellMark[] = [];
    for (const [column, to] of this.until) {
      if (to >= line) marks.push({ column, is: 'COVERED' });
      else this.until.delete(column);
    }
    return marks;
  }
}

const MERGE = /<(?:[\w-]+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([^"'<]*)["'][^>]*>/g;
const LONGEST_TAG = 1000;

/**
 * The merges of a sheet's XML, which it says behind its rows: so it is looked through for them alone, before its rows are read. What is no
 * well-formed XML is found there.
 */
export async function readMerges(file: string, text: AsyncIterable<string>): Promise<Merges> {
  const merges = new Merges(file);
  let rest = '';
  for await (const piece of text) {
    const whole = rest + piece;
    let end = 0;
    if (whole.includes('mergeCell'))
      for (const match of whole.matchAll(MERGE)) {
        merges.add(match[1] as string);
        end = match.index + match[0].length;
      }
    const open = whole.lastIndexOf('<');
    rest = open >= end && whole.length - open < LONGEST_TAG ? whole.slice(open) : '';
  }
  return merges.sort();
}
