import { Gathering, Repeats } from '../../exchange/core.js';
import { checkRecord } from '../../kernel/record-reader.js';
import type { Importer } from '../../register/core.js';
import type { OpenTable } from '../reading/open-table.js';
import type { Columns, Row } from '../table/table.js';
import type { CheckedRow } from './batches.js';
import type { Providers } from './providers.js';

/** What the rows of a file say of one record, where several speak of it; the same for whoever writes them. */
export type FileRepeats = Repeats<unknown, object, unknown>;

/** Where a row stands among the others: all records of an array may be on one line. */
export const placeOf = ({ line, element }: Row): number => element ?? line;

/** So many rows are kept at once: those that speak of a record which others speak of too. */
export const MOST_ROWS = 20_000;

/**
 * Looks through a whole file for rows that speak of one record: what such a file says of it, from the first to the last, is told only then.
 * It is read once for the keys, of which eight bytes each are kept, and a second time where one occurs again.
 */
export async function repeatsOf(
  reopen: () => Promise<OpenTable>,
  importer: Importer,
  providers: Providers,
  warn: (message: string) => void,
): Promise<FileRepeats> {
  const { register, headers, read } = importer;
  const field = headers.required.includes('documentNumber') ? 'documentNumber' : 'uscc';
  const gathering = new Gathering<unknown>();
  const keys = new Keys();
  const again = new Set<number>();
  await eachRow(reopen, field, (key) => {
    if (!keys.add(key)) again.add(key);
  });
  let rows = 0;
  const gather = (key: number, row: Row, columns: Columns) => {
    if (rows === MOST_ROWS || !again.has(key)) return;
    const raw = checkRecord(() => columns.read(row.cells));
    if (!raw.ok) return;
    const provider = checkRecord(() => providers.of(raw.command));
    const record = checkRecord(() => read(raw.command));
    if (!provider.ok || !record.ok) return;
    gathering.add(provider.command, register.keyOf(record.command, provider.command), {
      place: placeOf(row),
      command: record.command,
    });
    if (++rows === MOST_ROWS)
      warn(
        `more than ${MOST_ROWS} rows speak of records that others speak of too; those behind them are each taken by itself`,
      );
  };
  if (again.size > 0) await eachRow(reopen, field, gather);
  return new Repeats(register, gathering.chains);
}

/** The same of rows that are all of the file. */
export function repeatsWithin(rows: readonly CheckedRow[], { register }: Importer): FileRepeats {
  const gathering = new Gathering<unknown>();
  for (const row of rows) {
    const { record, provider } = row;
    if (!provider || !record.ok) continue;
    gathering.add(provider, register.keyOf(record.command, provider), { place: placeOf(row), command: record.command });
  }
  return new Repeats(register, gathering.chains);
}

/** Reads a file's rows as far as their keys; what is no record is told where it is imported. */
async function eachRow(
  reopen: () => Promise<OpenTable>,
  field: KeyField,
  see: (key: number, row: Row, columns: Columns) => void,
): Promise<void> {
  const table = await reopen();
  const { columns } = table;
  const at = columns.keyCell[field];
  try {
    for await (const rows of table.rows) {
      for (const row of rows) {
        if (row.faults) continue;
        const text = at === null ? keyWithin(columns, row, field) : (row.cells[at] ?? '');
        const plain = text.length === PLAIN_LENGTH && PLAIN.test(text) ? text : bare(text);
        if (plain !== '') see(hash(plain), row, columns);
      }
    }
  } finally {
    await table.close();
  }
}

type KeyField = 'uscc' | 'documentNumber';

/** The key of a record that is not in cells of its own. */
function keyWithin(columns: Columns, row: Row, field: KeyField): string {
  const raw = checkRecord(() => columns.read(row.cells));
  return raw.ok ? String(raw.command[field] ?? '') : '';
}

const PLAIN_LENGTH = 18;
const PLAIN = /^[0-9A-Z]+$/;

/** A key without all that may be written in it or around it: two that differ by that alone are one. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();

const FNV_PRIME = 0x01000193;

/** 53 bits of a text: FNV-1a (draft-eastlake-fnv) with two offsets. Two keys of one hash are told apart by the second reading. */
function hash(text: string): number {
  let [high, low] = [0x811c9dc5, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    high = Math.imul(high ^ c, FNV_PRIME);
    low = Math.imul(low ^ (c + i), FNV_PRIME);
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

/** Hashes seen so far, in a table of their own: a Set takes five times as much. Bounded; what comes behind is not remembered. */
class Keys {
  private static readonly MOST = 4_000_000;
  private table = new Float64Array(4_096);
  private size = 0;

  /** False where it is there already. */
  add(hash: number): boolean {
    if (this.size * 2 > this.table.length && this.table.length < Keys.MOST * 2) this.grow();
    const at = this.placeOf(hash + 1);
    if (this.table[at] === hash + 1) return false;
    if (this.size < Keys.MOST) {
      this.table[at] = hash + 1;
      this.size++;
    }
    return true;
  }

  /** Where a value is, or would be. Zero is an empty place. */
  private placeOf(value: number): number {
    let at = value % this.table.length;
    while (this.table[at] !== 0 && this.table[at] !== value) at = (at + 1) % this.table.length;
    return at;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Float64Array(old.length * 2);
    for (const value of old) if (value !== 0) this.table[this.placeOf(value)] = value;
  }
}
