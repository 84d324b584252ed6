import { withoutPersonalData } from '../../kernel/personal-data.js';
import { type RawRecord, RecordFault } from '../../kernel/record-reader.js';
import type { RegisterHeaders } from '../../register/core.js';
import type { Columns, ReadOptions, Row } from '../table/table.js';
import { JsonKeys } from './json-keys.js';
import { KnownHeaders } from './known.js';
import { repeatableJson } from './repeatable.js';

/** The one column of NDJSON, as its rejected file names it; a CSV file with this column is read as NDJSON is. */
export const JSON_COLUMN = 'record';

export interface JsonColumns {
  header?: string[];
  column?: number;
  options?: ReadOptions | undefined;
  /** Hears once of each key that the register does not know, and of what a mapping names and no record has. */
  warn?: (message: string) => void;
}

/** Records that come as JSON objects in one column. */
export function jsonColumns(
  file: string,
  headers: RegisterHeaders,
  { header = [JSON_COLUMN], column = 0, options = {}, warn = () => {} }: JsonColumns = {},
): Columns {
  const keys = new JsonKeys(file, new KnownHeaders(headers, options.map), options, warn);
  return {
    header,
    read: (cells) => keys.record(parseRecord(cells[column] ?? '')),
    headerOf: keys.nameOf,
    place: () => null,
    keyCell: { uscc: null, documentNumber: null },
    shape: async function* (rows): AsyncGenerator<Row[]> {
      yield* rows;
      keys.end();
    },
    repeatable: (cells, problems) =>
      cells.map((cell, i) =>
        i === column ? repeatableJson(cell, problems, headers, keys) : withoutPersonalData(cell),
      ),
  };
}

function parseRecord(text: string): RawRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecordFault('', 'JSON', `is not JSON: ${withoutPersonalData((error as Error).message)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RecordFault('', 'JSON', 'is not a JSON object');
  return value as RawRecord;
}
