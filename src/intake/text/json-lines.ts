import { LONGEST_RECORD, type Row } from '../table/table.js';
import { JsonScan } from './json-scan.js';
import { linesOf } from './quoted-span.js';
import { shortened, tooLong } from './too-long.js';

/**
 * Records of NDJSON as rows of one cell: one on a line, or one over several lines, as a program writes it for people to read. A line
 * that is broken is a row of its own, and so are those behind it: nothing is joined that does not make one record.
 */
export async function* jsonLineRows(text: AsyncIterable<string>): AsyncGenerator<Row[]> {
  const lines = new JsonLines();
  let rest = '';
  let skipping = false;
  for await (const chunk of text) {
    rest += chunk;
    // A carriage return at the very end may be the first half of a line break.
    const held = rest.endsWith('\r') ? '\r' : '';
    const all = linesOf(held ? rest.slice(0, -1) : rest);
    rest = (all.pop() as string) + held;
    // Of a line that was too long, and counted then, the rest.
    if (skipping && all.length > 0) {
      all.shift();
      skipping = false;
    }
    const rows = all.flatMap((line) => lines.take(line));
    if (skipping) rest = held;
    else if (rest.length > LONGEST_RECORD) {
      rows.push(...lines.tooLong(rest));
      skipping = true;
      rest = held;
    }
    if (rows.length > 0) yield rows;
  }
  const rows = skipping ? [] : lines.take(rest);
  rows.push(...lines.end());
  if (rows.length > 0) yield rows;
}

class JsonLines {
  private line = 0;
  /** Lines of a record that began and is not whole yet. */
  private open: Row[] = [];
  private length = 0;
  private scan = new JsonScan();

  take(text: string): Row[] {
    this.line++;
    // What is trimmed may be a byte order mark.
    const cell = text.trim();
    if (cell === '') return [];
    const row: Row = { line: this.line, cells: [cell] };
    const rows: Row[] = [];
    if (this.open.length > 0 && !this.scan.mayGoOn(cell)) rows.push(...this.end());
    if (this.open.length === 0) {
      if (!cell.startsWith('{') || cell.endsWith('}')) return [...rows, row];
      this.scan = new JsonScan();
    }
    const state = this.scan.line(cell);
    this.open.push(row);
    this.length += cell.length;
    if (state === 'WHOLE') return [...rows, this.joined()];
    return state === 'BROKEN' || this.length > LONGEST_RECORD ? [...rows, ...this.end()] : rows;
  }

  /** What began and did not become whole: its lines, each by itself. */
  end(): Row[] {
    const rows = this.open;
    this.open = [];
    this.length = 0;
    return rows;
  }

  private joined(): Row {
    const rows = this.end();
    return { line: (rows[0] as Row).line, cells: [rows.map((row) => row.cells[0]).join('\n')] };
  }

  tooLong(start: string): Row[] {
    this.line++;
    return [
      ...this.end(),
      { line: this.line, cells: [shortened(start)], faults: [tooLong('the record', LONGEST_RECORD)] },
    ];
  }
}
