import { readTable } from '../../src/intake/reading/read-table.js';
import type { ReadOptions, Row } from '../../src/intake/table/table.js';
import { wholeHeaders } from '../../src/register/index.js';
import { REGISTERS, type RegisterName } from '../../src/server/registers.js';

/** A text in chunks of this many characters, cut wherever that falls. */
export async function* parts(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

export async function allRows(rows: AsyncIterable<Row[]>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const some of rows) found.push(...some);
  return found;
}

export interface ReadTextOptions {
  register?: RegisterName;
  reading?: ReadOptions;
  size?: number;
}

/** A text read as a file of a register. */
export async function readText(
  file: string,
  text: string,
  { register = 'enterprises', reading = {}, size = 11 }: ReadTextOptions = {},
) {
  const warnings: string[] = [];
  const headers = wholeHeaders(REGISTERS[register].headers);
  const { columns, rows } = await readTable(file, parts(text, size), headers, (w) => warnings.push(w), reading);
  return { columns, rows: await allRows(rows), warnings };
}

/** What became of each row: its line, and the codes of its faults, or its cells. */
export const outcomes = (rows: readonly Row[]): string[] =>
  rows.map(({ line, cells, faults }) => `${line} ${faults ? faults.map(({ code }) => code).join() : cells.join('|')}`);
