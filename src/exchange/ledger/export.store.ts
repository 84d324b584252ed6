import type { Sql } from 'postgres';
import type { Ledger } from './ledger.store.js';

/** A record as an export writes it, field by field: counts are numbers, everything else is texts as the API writes them. */
export type ExportedRecord = Record<string, string | number | null>;

export interface ExportQuery {
  /** As known at this position. */
  at: number;
  /** Of this provider alone. */
  providerId?: string | undefined;
}

/** What every record has beside its own fields. */
const COMMON = { provider: 'provider_id', recordedAt: 'recorded_at', position: 'position' };

/** All fields of an export, in the order of a file's columns. */
export const exportedFields = ({ fields, more }: Ledger): string[] => Object.keys({ ...fields, ...more, ...COMMON });

const INSTANTS = /_at$|_since$/;
const written = (column: string, number: boolean, list: boolean): string => {
  if (list) return `array_to_string(${column}, '、')`;
  if (INSTANTS.test(column)) return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return number ? `${column}::float8` : `${column}::text`;
};

/** The records of a register as they were known at a position, in the order of their positions; some hundreds at a time, of one snapshot. */
export function exportRecords(
  sql: Sql,
  ledger: Ledger,
  { at, providerId }: ExportQuery,
): AsyncIterable<ExportedRecord[]> {
  const columns = Object.entries({ ...ledger.fields, ...ledger.more, ...COMMON });
  const numbers = new Set([...(ledger.numbers ?? []), 'position']);
  const cell = ([field, column]: [string, string]) =>
    `${written(column, numbers.has(field), ledger.lists?.includes(field) ?? false)} as "${field}"`;
  const list = columns.map(cell).join(', ');
  const names = [...new Set(columns.map(([, column]) => column))].join(', ');
  const text = `select ${list} from (
      select ${names} from hub.${ledger.table} where position <= $1
      union all select ${names} from hub.${ledger.table}_history where position <= $1 and superseded_position > $1) r
    where $2::uuid is null or provider_id = $2::uuid order by r.position`;
  return sql.unsafe<ExportedRecord[]>(text, [at, providerId ?? null]).cursor(500);
}
