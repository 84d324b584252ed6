import { parse } from 'csv-parse/sync';
import { HubError } from '../../kernel/errors.js';
import { HOLIDAY_KIND } from '../../kernel/exchange.words.js';
import { parseWrittenDate } from '../../kernel/written-date.js';

/** A line as it was given, from 1; of JSON the place in the list. */
export interface HolidayLine {
  line: number;
  day: string;
  kind: 'OFF' | 'WORK';
  name: string;
}
/** What is wrong with a line; 0: with the file as a whole. */
export interface HolidayFault {
  line: number;
  message: string;
}
export interface HolidayFile {
  lines: HolidayLine[];
  faults: HolidayFault[];
  /** The notice, where a JSON document names it. */
  document: string | null;
}

const HEADERS: Record<string, 'day' | 'kind' | 'name'> = {
  ...{ day: 'day', date: 'day', 日期: 'day' },
  ...{ kind: 'kind', 类型: 'kind', 安排: 'kind' },
  ...{ name: 'name', 名称: 'name', 节日: 'name' },
};
type Cells = Partial<Record<'day' | 'kind' | 'name', unknown>>;

/** Reads a file of days: CSV with the columns day, kind and name, or JSON with a list of such objects. */
export function readHolidays(text: string): HolidayFile {
  const json = /^\s*[[{]/.test(text);
  const { cells, document } = json ? ofJson(text) : { cells: ofCsv(text), document: null };
  const lines: HolidayLine[] = [];
  const faults: HolidayFault[] = [];
  for (const [line, cell] of cells) {
    const said = { day: written(cell.day), kind: written(cell.kind), name: written(cell.name) };
    const day = parseWrittenDate(said.day);
    const read = HOLIDAY_KIND.read(said.kind);
    const kind = read && 'code' in read ? read.code : null;
    if (!day)
      faults.push({ line, message: `${JSON.stringify(said.day)} is no date: write YYYY-MM-DD or 2027年1月1日` });
    if (!kind)
      faults.push({ line, message: `${JSON.stringify(said.kind)} is no kind of day: write 休 (OFF) or 班 (WORK)` });
    if (!said.name) faults.push({ line, message: 'says no name: the holiday that the day belongs to, such as 春节' });
    if (day && kind && said.name) lines.push({ line, day, kind, name: said.name });
  }
  return { lines, faults, document };
}

const written = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 60) : '');

function ofCsv(text: string): [number, Cells][] {
  const rows: string[][] = parse(text, { bom: true, relax_column_count: true, trim: true });
  const [header = [], ...body] = rows;
  const names = header.map((h) => HEADERS[h.toLowerCase()]);
  for (const needed of ['day', 'kind', 'name'] as const)
    if (!names.includes(needed))
      throw new HubError('BAD_USER_INPUT', `the first line names no column ${needed}: day,kind,name (日期,类型,名称)`);
  return body.map((row, i) => [i + 2, Object.fromEntries(names.flatMap((n, c) => (n ? [[n, row[c]]] : [])))]);
}

function ofJson(text: string): { cells: [number, Cells][]; document: string | null } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new HubError('BAD_USER_INPUT', `the file is no JSON: ${(error as Error).message}`);
  }
  const { days, document } = (Array.isArray(given) ? { days: given } : given) as { days?: unknown; document?: unknown };
  if (!Array.isArray(days))
    throw new HubError('BAD_USER_INPUT', 'the file has no list of days: {"document", "days": []}');
  const cells = days.map((d, i): [number, Cells] => [i + 1, typeof d === 'object' && d !== null ? (d as Cells) : {}]);
  return { cells, document: written(document) || null };
}
