import { bytesOf, type CopiedRow, instantOf } from '../../../db/backup/rows.js';
import type { PublicSigningKey } from '../../access/index.js';
import type { EventRow } from '../log/event.js';
import { type Fault, missing, Walk } from '../log/walk.js';
import { type SignedStatement, signatureFault } from './statement.js';

/** A table as a backup's files hold it: its columns, and its rows in the order of their positions. */
export interface CopiedTable {
  columns: readonly string[];
  rows: AsyncIterable<CopiedRow[]>;
}

/** The log in a backup. */
export interface CopiedLog {
  id: string;
  startPosition: number;
  startHash: string;
  /** Its head. */
  position: number;
  hash: string;
  /** Its partitions in order. */
  events: readonly CopiedTable[];
  checkpoints: CopiedTable;
}

export interface CopiedLogReport {
  events: number;
  /** Signatures that were right. */
  checkpoints: number;
  /** Up to here a checkpoint's signature says that the log is what it was; null: none does. */
  provedTo: number | null;
  fault: Fault | null;
}

/** Walks the chain of a backup's log from end to end, without a database. Without keys its checkpoints' signatures are not looked at. */
export async function verifyCopiedLog(
  log: CopiedLog,
  keys: readonly Pick<PublicSigningKey, 'keyId' | 'publicKey'>[] | null,
  progress: (events: number) => void = () => {},
): Promise<CopiedLogReport> {
  const walk = new Walk(log.startPosition, Buffer.from(log.startHash, 'hex'));
  const report: CopiedLogReport = { events: 0, checkpoints: 0, provedTo: null, fault: null };
  const faulty = (fault: Fault): CopiedLogReport => ({ ...report, fault });
  const waiting = await statementsOf(log);
  let next = 0;
  /** Checkpoints up to where the walk is. */
  const passed = (): Fault | null => {
    for (let s = waiting[next]; s && s.position <= walk.position; s = waiting[++next]) {
      const { position } = s;
      const wrong =
        position === walk.position && !s.hash.equals(walk.hash)
          ? 'the chain has another hash there'
          : keys && signatureFault('checkpoint', s, keys);
      if (wrong) return { position, kind: 'CHECKPOINT', message: `the checkpoint at ${position}: ${wrong}` };
      report.checkpoints++;
      if (position === walk.position && keys) report.provedTo = position;
    }
    return null;
  };
  const early = passed();
  if (early) return faulty(early);
  for (const { columns, rows } of log.events) {
    const read = eventReader(columns);
    for await (const some of rows) {
      for (const row of some) {
        const fault = walk.step(read(row)) ?? passed();
        if (fault) return faulty(fault);
      }
      report.events += some.length;
      progress(some.length);
    }
  }
  const beyond = waiting[next];
  if (walk.position < log.position) return faulty(missing(walk.position + 1, log.position));
  if (beyond) return faulty(missing(walk.position + 1, beyond.position));
  if (walk.position > log.position || walk.hash.toString('hex') !== log.hash)
    return faulty({ position: log.position, kind: 'HEAD', message: 'the head is not where the log ends' });
  return report;
}

async function statementsOf({ id, checkpoints: { columns, rows } }: CopiedLog): Promise<SignedStatement[]> {
  const at = columnsOf(columns);
  const [position, hash, signedAt] = [at('position'), at('hash'), at('signed_at')];
  const [keyId, signature] = [at('key_id'), at('signature')];
  const all: SignedStatement[] = [];
  for await (const some of rows) {
    for (const row of some)
      all.push({
        logId: id,
        position: Number(row[position]),
        hash: bytesOf(row[hash]),
        signedAt: instantOf(row[signedAt]),
        keyId: row[keyId] as string,
        signature: bytesOf(row[signature]),
      });
  }
  return all;
}

function eventReader(columns: readonly string[]): (row: CopiedRow) => EventRow {
  const at = columnsOf(columns);
  const [position, type, subject, division] = [at('position'), at('type'), at('subject'), at('division_code')];
  const [open, recipient, recordedAt, data] = [at('public'), at('recipient_id'), at('recorded_at'), at('data')];
  const [salt, hash] = [at('salt'), at('hash')];
  return (row) => ({
    position: Number(row[position]),
    type: row[type] as string,
    subject: row[subject] as string | null,
    division: row[division] as string | null,
    public: row[open] === 't',
    recipientId: row[recipient] as string | null,
    recordedAt: instantOf(row[recordedAt]),
    data: row[data] as string,
    salt: bytesOf(row[salt]),
    hash: bytesOf(row[hash]),
  });
}

const columnsOf = (columns: readonly string[]) => (name: string) => {
  const at = columns.indexOf(name);
  if (at < 0) throw new Error(`the backup has no column ${name}`);
  return at;
};
