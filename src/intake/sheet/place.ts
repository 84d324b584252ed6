import { shown } from './chosen.js';

/** Columns that a sheet can have (XFD is the last). */
export const MOST_COLUMNS = 16_384;
/** Columns that are read: rows with one cell far to the right would else be filled with millions of empty ones. */
export const READ_COLUMNS = 1_000;

/** What becomes of the others. */
export const OTHERS = 'a row is refused whose cell in a column with a name is one of the others';

/** The letters of a column, counted from 0: A, B, … Z, AA. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** The index of a column, from 0, of the letters that a place begins with (C5); NaN where it begins with none. */
export function columnIndex(place: string): number {
  let column = 0;
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column === 0 ? Number.NaN : column - 1;
}

/**
 * What a sheet has and whoever looks at it does not see: rows and columns that are hidden, by hand or by a filter, which are read like
 * all others; and cells that were merged downwards, of which the first alone has the text.
 */
export class Hidden {
  private rows = 0;
  private firstRow = 0;
  /** Hidden columns in which no text was seen yet, and those in which there was. */
  private readonly silent = new Set<number>();
  private readonly withText = new Set<number>();
  private merges = 0;
  private firstMerge = '';

  columns(from: number, to: number): void {
    for (let column = Math.max(from, 0); column <= to && column < READ_COLUMNS; column++) this.silent.add(column);
  }

  row(line: number): void {
    if (this.rows === 0) this.firstRow = line;
    this.rows++;
  }

  merged(range: string): void {
    const [, first, last] = /^\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?(\d+)$/.exec(range) ?? [];
    if (first === last) return;
    if (this.merges === 0) this.firstMerge = range;
    this.merges++;
  }

  /** Hears of the cells of every row that is read. */
  filled(cells: readonly string[]): void {
    for (const column of this.silent) {
      if (!cells[column]) continue;
      this.silent.delete(column);
      this.withText.add(column);
    }
  }

  /** What is to be said of a sheet that was read to its end. */
  warnings(sheet: string): string[] {
    const said: string[] = [];
    const columns = [...this.withText].sort((a, b) => a - b).map(columnName);
    if (this.rows > 0) {
      const which = this.rows === 1 ? `row ${this.firstRow}` : `${this.rows} rows, the first is row ${this.firstRow}`;
      said.push(`sheet ${shown(sheet)} has hidden or filtered rows, which were read too: ${which}`);
    }
    if (columns.length > 0)
      said.push(`sheet ${shown(sheet)} has hidden columns, which were read too: ${columns.slice(0, 20).join(', ')}`);
    if (this.merges > 0) {
      const which = this.merges === 1 ? this.firstMerge : `${this.merges}, the first is ${this.firstMerge}`;
      said.push(
        `sheet ${shown(sheet)} has cells merged over several rows (${which}): only the first row of each has the text; ${OTHERS}`,
      );
    }
    return said;
  }
}
