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
  return value;
}

const isObject = (value: unknown): value is RawRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
