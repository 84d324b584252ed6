import type { Checked } from '../../exchange/index.js';
import { checkRecord, type RawRecord } from '../../kernel/record-reader.js';
import type { Row, Table } from './table.js';

/** A row with the outcome of its own checks. */
export interface CheckedRow extends Row {
  record: Checked<unknown>;
}

/** Reads and checks a table's rows into batches of this size; the last one may be smaller. */
export async function* checkedBatches(
  { columns, rows }: Table,
  read: (raw: RawRecord) => unknown,
  size: number,
): AsyncGenerator<CheckedRow[]> {
  let batch: CheckedRow[] = [];
  for await (const some of rows) {
    for (const { line, cells } of some) {
      batch.push({ line, cells, record: checkRecord(() => read(columns.read(cells))) });
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
