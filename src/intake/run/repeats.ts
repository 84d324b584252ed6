import { Gathering, Repeats } from '../../exchange/core.js';
import { checkRecord, type RawRecord } from '../../kernel/record-reader.js';
import { normaliseUscc } from '../../kernel/uscc.js';
import type { Importer } from '../../register/core.js';
import type { OpenTable } from '../reading/open-table.js';
import type { Row } from '../table/table.js';
import type { CheckedRow } from './batches.js';
import type { Providers } from './providers.js';

/** What the rows of a file say of one record, where several speak of it; the same for whoever writes them. */
export type FileRepeats = Repeats<unknown, object, unknown>;

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
  await eachRow(reopen, (raw) => {
    const hash = hashOf(raw, field);
    if (hash !== null && !keys.add(hash)) again.add(hash);
  });
  let rows = 0;
  const gather = (raw: RawRecord, row: Row) => {
    if (rows === MOST_ROWS || !again.has(hashOf(raw, field) ?? -1)) return;
    const provider = checkRecord(() => providers.of(raw));
    const record = checkRecord(() => read(raw));
    if (!provider.ok || !record.ok) return;
    gathering.add(provider.command, register.keyOf(record.command, provider.command), {
      place: row.line,
      command: record.command,
    });
    if (++rows === MOST_ROWS)
      warn(
        `more than ${MOST_ROWS} rows speak of records that others speak of too; those behind them are each taken by itself`,
      );
  };
  if (again.size > 0) await eachRow(reopen, gather);
  return new Repeats(register, gathering.chains);
}

/** The same of rows that are all of the file. */
export function repeatsWithin(rows: readonly CheckedRow[], { register }: Importer): FileRepeats {
  const gathering = new Gathering<unknown>();
  for (const { line, record, provider } of rows) {
    if (!provider || !record.ok) continue;
    gathering.add(provider, register.keyOf(record.command, provider), { place: line, command: record.command });
  }
  return new Repeats(register, gathering.chains);
}

/** Reads a file's rows as raw records; what is none is told where it is imported. */
async function eachRow(reopen: () => Promise<OpenTable>, see: (raw: RawRecord, row: Row) => void): Promise<void> {
  const table = await reopen();
  try {
    for await (const rows of table.rows) {
      for (const row of rows) {
        const raw = row.faults ? null : checkRecord(() => table.columns.read(row.cells));
        if (raw?.ok) see(raw.command, row);
      }
    }
  } finally {
    await table.close();
  }
}

function hashOf(raw: RawRecord, field: 'uscc' | 'documentNumber'): number | null {
  const text = String(raw[field] ?? '');
  if (text === '') return null;
  return hash(field === 'uscc' ? normaliseUscc(text) : text.normalize('NFKC').trim());
}

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
