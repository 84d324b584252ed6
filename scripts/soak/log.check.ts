import type { Sql } from 'postgres';
import { type EventRow, leafOf, linkOf } from '../../src/exchange/index.js';
import type { Ledger } from './messages.js';

/** The log as it lies in the database, held against what the writers know. */
export interface LogCheck {
  events: number;
  transactions: number;
  /** Each says what is wrong; none: all is well. */
  faults: string[];
}

const PAGE = 5_000;
const MOST_FAULTS = 20;

interface Written {
  events: number;
  last: number;
}

/** Walks the whole log: positions without a gap, time, hash chain, and every write there once as its writer knows it, or not at all. */
export async function checkLog(sql: Sql, ledgers: readonly Ledger[]): Promise<LogCheck> {
  const faults: string[] = [];
  const fault = (text: string) => void (faults.length < MOST_FAULTS && faults.push(text));
  const [begin] = await sql<{ startPosition: number; startHash: Buffer }[]>`
    select start_position::float8 "startPosition", start_hash "startHash" from hub.log`;
  let position = begin?.startPosition ?? 0;
  let hash = begin?.startHash ?? Buffer.alloc(32);
  let time = 0;
  let transactions = 0;
  const written = new Map<string, Written>();
  const lastOfWriter = new Map<string, number>();
  for (;;) {
    const rows = await sql<(EventRow & { recordedAt: string })[]>`
      select position::float8 "position", type, subject, division_code division, public, recipient_id "recipientId",
        recorded_at "recordedAt", data, salt, hash from hub.event where position > ${position} order by position limit ${PAGE}`;
    for (const { salt, hash: kept, ...row } of rows) {
      const recordedAt = new Date(row.recordedAt);
      if (row.position !== position + 1) fault(`position ${row.position} follows ${position}`);
      if (recordedAt.getTime() < time) fault(`position ${row.position} is recorded before the one before it`);
      if (recordedAt.getTime() !== time) transactions++;
      hash = linkOf(hash, leafOf({ ...row, recordedAt }, salt));
      if (!hash.equals(kept)) fault(`position ${row.position} breaks the hash chain`);
      ({ position } = row);
      hash = kept;
      time = recordedAt.getTime();
      if (row.type === 'log.restored') continue;
      const mark = markOf(row.data);
      if (!mark) {
        fault(`position ${position} is no writer's: ${row.data}`);
        continue;
      }
      const before = written.get(mark.write);
      if ((before?.events ?? 0) !== mark.i)
        fault(`position ${position}: event ${mark.i} of ${mark.write} at the wrong place`);
      written.set(mark.write, { events: mark.i + 1, last: position });
      // One writer's writes follow one another: so do those about one enterprise.
      const [writer, n] = mark.write.split('.') as [string, string];
      if (Number(n) < (lastOfWriter.get(writer) ?? 0))
        fault(`position ${position}: ${mark.write} came after a later one`);
      lastOfWriter.set(writer, Number(n));
    }
    if (rows.length < PAGE) break;
  }
  const [head] = await sql<
    { position: number; hash: Buffer }[]
  >`select position::float8 "position", hash from hub.head`;
  if (head?.position !== position) fault(`the head is at ${head?.position}, the log ends at ${position}`);
  if (!head?.hash.equals(hash)) fault('the head has another hash than the last event');
  compare(written, ledgers, fault);
  return { events: position - (begin?.startPosition ?? 0), transactions, faults };
}

function compare(written: Map<string, Written>, ledgers: readonly Ledger[], fault: (text: string) => void): void {
  for (const { committed, rolledBack } of ledgers) {
    for (const [mark, events, position] of committed) {
      const found = written.get(mark);
      written.delete(mark);
      if (!found) fault(`${mark}: answered at position ${position}, not in the log`);
      else if (found.events !== events) fault(`${mark}: ${events} events answered, ${found.events} in the log`);
      else if (found.last !== position) fault(`${mark}: answered at position ${position}, in the log at ${found.last}`);
    }
    for (const mark of rolledBack) if (written.delete(mark)) fault(`${mark}: rolled back, and in the log`);
  }
  for (const mark of written.keys()) fault(`${mark}: in the log, and its writer does not know of it`);
}

/** The write that an event is of, and which of its events: in its data, or where a register has room for it. */
function markOf(data: string): { write: string; i: number } | null {
  const facts = JSON.parse(data) as { mark?: string; i?: number; documentNumber?: string; name?: string };
  if (facts.mark !== undefined) return { write: facts.mark, i: facts.i ?? 0 };
  const [, write, i] = /^mark (\S+) (\d+)$/.exec(facts.documentNumber ?? facts.name ?? '') ?? [];
  return write ? { write, i: Number(i) } : null;
}
