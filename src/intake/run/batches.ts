import type { Provider } from '../../access/index.js';
import type { Checked } from '../../exchange/index.js';
import { checkRecord, type RawRecord } from '../../kernel/record-reader.js';
import { reasonColumns, stillCut } from '../rejected/returned.js';
import type { Row, Table } from '../table/table.js';
import type { Providers } from './providers.js';

/** A row with the outcome of its own checks. */
export interface CheckedRow extends Row {
  record: Checked<unknown>;
  /** Whose record it is; null where that cannot be told, and then the record is refused. */
  provider: Provider | null;
  /** Whether the row itself names its provider. */
  names: boolean;
}

/** Reads and checks a table's rows into batches of this size; the last one may be smaller. */
export async function* checkedBatches(
  { columns, rows }: Table,
  read: (raw: RawRecord) => unknown,
  providers: Providers,
  size: number,
): AsyncGenerator<CheckedRow[]> {
  const returned = reasonColumns(columns.header) > 0;
  const check = (row: Row): Omit<CheckedRow, keyof Row> => {
    const cut = returned ? stillCut(columns.header, row) : null;
    const [first, ...more] = row.faults ?? (cut ? [cut] : []);
    if (first) return { record: { ok: false, ...first, problems: [first, ...more] }, provider: null, names: false };
    const raw = checkRecord(() => columns.read(row.cells));
    if (!raw.ok) return { record: raw, provider: null, names: false };
    const names = providers.said(raw.command) !== '';
    const provider = checkRecord(() => providers.of(raw.command));
    if (!provider.ok) return { record: provider, provider: null, names };
    return { record: checkRecord(() => read(raw.command)), provider: provider.command, names };
  };
  let batch: CheckedRow[] = [];
  for await (const some of rows) {
    for (const row of some) {
      batch.push({ ...row, ...check(row) });
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Rows that are submitted together: of one provider, in the order of the file. */
export interface Submission {
  provider: Provider;
  rows: CheckedRow[];
}

/**
 * A batch as submissions: rows of one provider together, however they are mixed. Where two providers speak of one key, the
 * later row is submitted later; and so is everything behind it.
 */
export function submissionsOf(
  batch: readonly CheckedRow[],
  keyOf: (command: unknown, provider: Provider) => string,
): Submission[] {
  const done: Submission[] = [];
  let open = new Map<string, Submission>();
  let spoken = new Map<string, string>();
  for (const row of batch) {
    const { provider, record } = row;
    if (!provider) continue;
    if (record.ok) {
      const key = keyOf(record.command, provider);
      if ((spoken.get(key) ?? provider.agencyId) !== provider.agencyId) {
        done.push(...open.values());
        open = new Map();
        spoken = new Map();
      }
      spoken.set(key, provider.agencyId);
    }
    const own = open.get(provider.agencyId);
    if (own) own.rows.push(row);
    else open.set(provider.agencyId, { provider, rows: [row] });
  }
  return [...done, ...open.values()];
}
