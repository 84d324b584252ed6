import { hasLoneSurrogate, LONE_SURROGATE, Malformed } from '../../kernel/malformed.js';
import { withoutPersonalData } from '../../kernel/personal-data.js';
import { type RawRecord, RecordFault } from '../../kernel/record-reader.js';
import type { RegisterHeaders } from '../../register/core.js';
import type { Columns } from '../table/table.js';
import { repeatableJson } from './repeatable.js';

/** The one column of NDJSON, as its rejected file names it; a CSV file with this column is read as NDJSON is. */
export const JSON_COLUMN = 'record';

export interface JsonColumns {
  header?: string[];
  column?: number;
  /** Hears of every field that a record has; those that the register does not know are to be said. */
  unknown?: (field: string) => void;
}

/** Records that come as JSON objects in one column. */
export function jsonColumns(
  headers: RegisterHeaders,
  { header = [JSON_COLUMN], column = 0, unknown = () => {} }: JsonColumns = {},
): Columns {
  const objects = new Set(
    Object.keys(headers.fields).flatMap((f) => (f.includes('.') ? [f.slice(0, f.indexOf('.'))] : [])),
  );
  return {
    header,
    read: (cells) => parseRecord(cells[column] ?? '', objects, unknown),
    headerOf: (field) => field,
    place: () => null,
    keyCell: { uscc: null, documentNumber: null },
    shape: (rows) => rows,
    repeatable: (cells, problems) =>
      cells.map((cell, i) => (i === column ? repeatableJson(cell, problems, headers) : withoutPersonalData(cell))),
  };
}

function parseRecord(text: string, objects: Set<string>, unknown: (field: string) => void): RawRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecordFault('', 'JSON', `is not JSON: ${withoutPersonalData((error as Error).message)}`);
  }
  if (!isObject(value)) throw new RecordFault('', 'JSON', 'is not a JSON object');
  for (const [field, inner] of Object.entries(value)) {
    unknown(field);
    if (objects.has(field) && isObject(inner)) for (const name of Object.keys(inner)) unknown(`${field}.${name}`);
  }
  // JSON writes half a character as \ud83d, which no encoding could: only then is it looked for.
  return /\\u[dD][89a-fA-F]/.test(text) || hasLoneSurrogate(text) ? withHalvesNamed(value) : value;
}

/** Texts with half of a character are put as malformed ones, so that the record's reader tells them with its other faults. */
const withHalvesNamed = (record: RawRecord): RawRecord =>
  Object.fromEntries(
    Object.entries(record).map(([field, value]) => {
      if (typeof value === 'string' && hasLoneSurrogate(value)) return [field, half(value)];
      return [field, isObject(value) ? withHalvesNamed(value) : value];
    }),
  );

function half(text: string): Malformed {
  const characters = Array.from(text);
  const place = characters.findIndex(hasLoneSurrogate);
  const code = (characters[place] as string).charCodeAt(0).toString(16).toUpperCase();
  const message = `has half of a character: U+${code}, a UTF-16 surrogate without its other half, as its character ${place + 1}; write that character whole, or take it out`;
  return new Malformed(LONE_SURROGATE.code, message, text);
}

const isObject = (value: unknown): value is RawRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
