import { withoutPersonalData } from '../../kernel/personal-data.js';
import { type RawRecord, RecordFault } from '../../kernel/record-reader.js';
import { parseUscc } from '../../kernel/uscc.js';
import { shift } from '../../kernel/yuan.js';
import type { RegisterHeaders } from '../../register/core.js';
import { unguarded } from '../table/guard.js';
import { ImportError } from '../table/import-error.js';
import type { Columns } from '../table/table.js';
import { JSON_COLUMN, jsonColumns } from './json-record.js';
import { cleanFields, ofPerson } from './repeatable.js';

/** What the rejected file puts before a row's own columns: a mended one is imported as it is. Those of before `cell` had the first three. */
export const REJECTED_COLUMNS = ['line', 'code', 'message', 'cell', '原因'];

interface Target {
  field: string;
  tenThousands: boolean;
}

/** Compared without the differences that do not show: full width, case, spaces. */
const plain = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff]/g, '')
    .toLowerCase();

/** Every known header of a register: to its field, or to null where the column is known and not used. */
function known(headers: RegisterHeaders): Map<string, Target | null> {
  const map = new Map<string, Target | null>();
  for (const header of ['', ...REJECTED_COLUMNS, ...(headers.unused ?? []), ...(headers.personal ?? [])])
    map.set(plain(header), null);
  for (const [field, names] of Object.entries(headers.fields)) {
    for (const name of [field, ...names]) map.set(plain(name), { field, tenThousands: false });
  }
  for (const [name, field] of Object.entries(headers.tenThousands ?? {}))
    map.set(plain(name), { field, tenThousands: true });
  return map;
}

/** Matches a file's header with a register's columns. Unknown columns are warned of once and left out. */
export function matchColumns(
  file: string,
  header: string[],
  headers: RegisterHeaders,
  warn: (message: string) => void,
): Columns {
  const all = known(headers);
  const json = header.findIndex((h) => plain(h) === JSON_COLUMN);
  if (json >= 0) return jsonColumns(headers, { header, column: json, unknown: unknownFields(file, headers, warn) });
  const targets = header.map((h) => all.get(plain(h)) ?? null);
  const unknown = header.filter((h) => !all.has(plain(h)));
  const at = (field: string) => targets.findIndex((t) => t?.field === field);

  const missing = headers.required.filter((field) => at(field) < 0);
  if (missing.length > 0) throw new ImportError(`${file}: ${missingColumns(headers, header, missing)}`);
  const twice = targets.findIndex((t, i) => t !== null && at(t.field) !== i);
  if (twice >= 0) {
    const field = (targets[twice] as Target).field;
    const both = `${shown(header[at(field)])} and ${shown(header[twice])}`;
    throw new ImportError(`${file}: the columns ${both} both mean ${field}; leave one of them out`);
  }
  const persons = new Set(headers.personal?.map(plain));
  const personal = new Set(header.flatMap((h, i) => (persons.has(plain(h)) ? [i] : [])));
  if (unknown.length > 0)
    warn(`${file}: not used: ${list(unknown)}; known are ${expected(headers, Object.keys(headers.fields))}`);
  return {
    header,
    read: rowReader(header.length, targets),
    headerOf: (field) => header[at(field)] ?? null,
    repeatable: (cells, problems) => {
      if (ofPerson(problems)) return cells.map(() => '');
      const clean = cleanFields(problems, headers);
      return cells.map((cell, i) => {
        const field = targets[i]?.field;
        return personal.has(i) ? '' : field && clean(field) ? cell : withoutPersonalData(cell);
      });
    },
  };
}

/** Reads rows of this many cells; the plain columns, nearly all of them, without a detour. */
function rowReader(width: number, targets: (Target | null)[]): (cells: string[]) => RawRecord {
  const simple = targets.map((t) => (t && !t.tenThousands && !t.field.includes('.') ? t.field : null));
  const special = [...targets.entries()].filter(([i, t]) => t && simple[i] === null) as [number, Target][];
  return (cells) => {
    if (cells.length !== width)
      throw new RecordFault('', 'COLUMNS', `has ${cells.length} columns, the header has ${width}`);
    const raw: RawRecord = {};
    for (let i = 0; i < width; i++) {
      const field = simple[i];
      if (field) raw[field] = unguarded(cells[i] as string);
    }
    for (const [i, target] of special) put(raw, target, unguarded(cells[i] as string));
    return raw;
  };
}

function put(raw: RawRecord, { field, tenThousands }: Target, cell: string): void {
  const text = cell.trim();
  // A text that is no number goes on as it is: the check names what is wrong with it.
  const value = tenThousands ? (shift(text.replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, ''), 4) ?? text) : text;
  const [outer, inner] = field.split('.') as [string, string?];
  if (!inner) raw[outer] = value;
  // An object is there only if one of its columns says something: all blank means that nothing was submitted.
  else if (value !== '') raw[outer] = { ...(raw[outer] as RawRecord | undefined), [inner]: value };
}

/** Warns of a field of JSON that no record of the register has, once each. There the names are English. */
export function unknownFields(file: string, headers: RegisterHeaders, warn: (message: string) => void) {
  const all = Object.entries(headers.fields).flatMap(([field, names]) => [field, ...names]);
  const known = new Set(all.filter((name) => /^[\w.]+$/.test(name)));
  for (const field of [...known]) known.add(field.split('.')[0] as string);
  for (const field of headers.unused ?? []) known.add(field);
  return (field: string): void => {
    if (known.has(field)) return;
    known.add(field);
    const fields = Object.keys(headers.fields).filter((f) => !headers.internal?.includes(f));
    warn(`${file}: not used: ${list([field])}; known are ${fields.join(', ')}`);
  };
}

function missingColumns(headers: RegisterHeaders, header: string[], missing: string[]): string {
  const hint = header.some((h) => parseUscc(h).ok)
    ? 'the first line is a record: put the line with the columns’ names before it; '
    : header.length === 1 && /[\t;|]/.test(header[0] as string)
      ? 'separate the columns by commas; '
      : '';
  const optional = Object.keys(headers.fields).filter((f) => !headers.required.includes(f));
  return `${hint}missing: ${expected(headers, missing)}; found: ${list(header)}; needed are ${expected(headers, headers.required)}; also known are ${expected(headers, optional)}`;
}

const expected = (headers: RegisterHeaders, fields: readonly string[]): string =>
  fields
    .map((f) => {
      const usual = headers.fields[f]?.[0];
      if (!usual) return f;
      return headers.internal?.includes(f) ? usual : `${f} (${usual})`;
    })
    .join(', ');

/** Whatever stands in a file's first line, in one line of ours. */
function shown(header = ''): string {
  const text = withoutPersonalData(header);
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
const list = (headers: string[]): string =>
  headers
    .slice(0, 20)
    .map((h) => shown(h))
    .join(', ') + (headers.length > 20 ? ` and ${headers.length - 20} more` : '');
