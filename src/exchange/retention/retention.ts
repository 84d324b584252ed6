import { basename, join } from 'node:path';
import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { present } from '../../kernel/clock.js';
import { startOf } from '../../kernel/date.js';
import { HubError } from '../../kernel/errors.js';
import { makeFolder } from '../../kernel/make-folder.js';
import type { EventRow } from '../log/event.js';
import { type LogState, readLog } from '../log/event.store.js';
import { missing, Walk } from '../log/walk.js';
import { LogAltered } from '../proof/checkpoint.js';
import { readStatements, readWindow } from '../proof/checkpoint.store.js';
import { type SignedStatement, signStatement } from '../proof/statement.js';
import { verifyArchive, writeArchive } from './archive.js';
import * as store from './retention.store.js';

export interface RetentionRule {
  /** Keep so many of the last events at least. */
  keep?: number | undefined;
  /** Take out what was recorded before this day (Shanghai), and nothing else. */
  before?: string | undefined;
  /** Also what a consumer or a webhook has not acknowledged yet. */
  force?: boolean | undefined;
}

export interface RetentionPlan {
  /** Whole partitions from the oldest on. */
  partitions: store.Partition[];
  /** Who keeps further partitions from being taken out. */
  heldBy: store.Holder[];
  log: LogState;
}

/** What a rule would take out now. */
export async function planRetention({ sql }: Db, rule: RetentionRule): Promise<RetentionPlan> {
  const log = await readLog(sql);
  const all = (await store.readPartitions(sql)).filter((p) => p.attached && p.last > log.startPosition);
  const due: store.Partition[] = [];
  for (const partition of all) {
    if (partition.last > log.head - (rule.keep ?? 0)) break;
    if (rule.before !== undefined) {
      const at = await store.recordedAt(sql, partition.last);
      if (!at || at >= startOf(rule.before)) break;
    }
    due.push(partition);
  }
  const holders = (await store.keepsHolders(sql)) ? await store.readHolders(sql) : [];
  const lastDue = due.at(-1)?.last ?? 0;
  const heldBy = holders.filter((h) => h.position < lastDue);
  const furthest = rule.force || heldBy.length === 0 ? lastDue : Math.min(...heldBy.map((h) => h.position));
  return { partitions: due.filter((p) => p.last <= furthest), heldBy, log };
}

export interface RetentionOptions {
  db: Db;
  keyring: Keyring;
  rule: RetentionRule;
  /** Folder of the archives; null: what is taken out is not kept. */
  archive: string | null;
  /** One partition is gone. */
  done(partition: store.Partition, file: string | null): void;
  progress?(position: number, first: number, last: number): void;
}

/**
 * Takes out what the rule says, partition by partition: written to an archive, which is read back and checked; then, in one
 * transaction, the log begins behind it under the hub's signature; then it is detached and dropped. What breaks off is finished by
 * the next run.
 */
export async function retain(options: RetentionOptions): Promise<RetentionPlan> {
  const { db, archive } = options;
  if (archive !== null) makeFolder(archive, 0o700);
  const plan = await store.alone(db.sql, async () => {
    await finish(db);
    const planned = await planRetention(db, options.rule);
    for (const partition of planned.partitions) await takeOut(options, partition);
    return planned;
  });
  if (!plan) throw new HubError('CONFLICT', 'another process takes partitions of the log out at the moment');
  return plan;
}

/** Drops what a run before, broken off, has taken out of the log already. */
async function finish({ sql }: Db): Promise<void> {
  const { startPosition } = await readLog(sql);
  for (const partition of await store.readPartitions(sql))
    if (partition.last <= startPosition) await store.dropPartition(sql, partition);
}

async function takeOut(options: RetentionOptions, partition: store.Partition): Promise<void> {
  const { db, keyring, archive, done } = options;
  const { id: logId, startPosition, startHash, lineage } = await readLog(db.sql);
  const { last } = partition;
  const first = startPosition + 1;
  const walk = new Walk(startPosition, startHash);
  const end = (kind: 'checkpoint' | 'retention') =>
    signStatement(kind, { logId, position: walk.position, hash: walk.hash, signedAt: present() }, keyring);
  let checkpoint: SignedStatement | undefined;
  const records = async function* () {
    for await (const record of recordsOf(options, walk, last)) yield record;
    checkpoint = end('checkpoint');
    yield checkpoint;
  };
  const file = archive === null ? null : join(archive, `log-${logId}-${first}-${last}.ndjson.gz`);
  if (file === null) for await (const _ of records());
  else {
    const epochs = lineage.path.map(({ id, beganAfter }) => ({ id, beganAfter }));
    const previousHash = startHash.toString('hex');
    const head = { archive: 'hub log 1' as const, logId, first, last, previousHash, epochs };
    await writeArchive(file, head, records());
    const { fault } = await verifyArchive(file, keyring.publicKeys());
    if (fault) throw new Error(`${file} was not written well: ${fault.message}`);
  }
  const signed = {
    retention: end('retention'),
    checkpoint: checkpoint as SignedStatement,
    archive: file === null ? null : basename(file),
  };
  const moved = await db.transaction((orm) => store.moveStart(orm, startPosition, signed));
  if (!moved) throw new HubError('CONFLICT', 'the log begins elsewhere meanwhile; try again');
  await store.dropPartition(db.sql, partition);
  done(partition, file);
}

const WINDOW = 5_000;

/** The events up to a position, each checked, and the checkpoints behind them. */
async function* recordsOf(
  { db, progress }: RetentionOptions,
  walk: Walk,
  last: number,
): AsyncGenerator<EventRow | SignedStatement> {
  const first = walk.position + 1;
  while (walk.position < last) {
    const until = Math.min(walk.position + WINDOW, last);
    const checkpoints = await readStatements(db.sql, 'checkpoint', walk.position, WINDOW);
    const marks = new Map(checkpoints.map((c) => [c.position, c]));
    for (const event of await readWindow(db.orm, walk.position, until)) {
      const fault = walk.step(event);
      if (fault) throw new LogAltered(fault);
      yield event;
      const mark = marks.get(event.position);
      if (mark && mark.position < last) yield mark;
    }
    if (walk.position < until) throw new LogAltered(missing(walk.position + 1, until));
    progress?.(walk.position, first, last);
  }
}
