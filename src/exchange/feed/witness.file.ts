import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Db } from '../../../db/client.js';
import type { Epoch } from '../epoch/lineage.js';
import { readHead } from '../head/head.store.js';
import { readHashes, readLog } from '../log/event.store.js';
import { beginEpoch } from '../sequencer/declare-epoch.js';
import type { LogTail } from './tail.js';

/** Positions whose hashes are kept one by one, and in all: the older, the farther apart. */
const CLOSE = 64;
const MOST = 200;
/** What was seen is written down after so long at most. */
const EVERY_MS = 1_000;

const schema = z.object({
  origin: z.string(),
  log: z.string(),
  epochs: z.array(z.custom<Epoch>()),
  /** Position and hash, the last one first. */
  seen: z.array(z.tuple([z.number(), z.string()])),
  /** When the last of them was recorded, RFC 3339. */
  recordedAt: z.string(),
});
type Witnessed = z.infer<typeof schema>;

/**
 * What this hub has seen of the log, in a file beside its keys: a database that is put back to an earlier state cannot take this back with it.
 * Where the log is not what stands here, a new epoch begins behind the last position that both have (epoch/README.md, "What finds it").
 */
export async function compareWithWitness(db: Db, file: string): Promise<Epoch | null> {
  const witnessed = readWitness(file);
  if (!witnessed) return null;
  const state = await readLog(db.sql);
  // In another database, on another course of its life, the first write begins an epoch by itself.
  if (witnessed.log !== state.id || witnessed.origin !== (await originOf(db))) return null;
  const [last] = witnessed.seen;
  const inReach = witnessed.seen.filter(([position]) => position >= state.startPosition && position <= state.head);
  const there = await readHashes(
    db.sql,
    inReach.map(([position]) => position),
  );
  const same = inReach.find(([position, hash]) => there.get(position)?.toString('hex') === hash)?.[0];
  if (!last || same === last[0] || last[0] < state.startPosition) return null;
  // A log that ends earlier, and with an event that is older than the last one seen, has not been written since it was put back.
  const { recordedAt } = await readHead(db.orm);
  const untouched = state.head < last[0] && inReach[0]?.[0] === same && recordedAt <= new Date(witnessed.recordedAt);
  const beganAfter = untouched ? state.head : (same ?? state.startPosition);
  const abandoned = witnessed.epochs.filter(({ id }) => !state.lineage.epochs.some((e) => e.id === id));
  const why = `a hub had read the log up to position ${last[0]}, and found it to be another one behind ${beganAfter} as it started`;
  const instead = state.lineage.current.id;
  return beginEpoch(db, { reason: 'FORKED', why, beganAfter, lostThrough: last[0], abandoned, instead });
}

/** Writes down what the tail reads, until it is stopped. `onError`: it could not be written; once, until it can. */
export function keepWitness(db: Db, tail: LogTail, file: string, onError: (error: unknown) => void) {
  let seen: [number, string][] = readWitness(file)?.seen ?? [];
  let recordedAt = '';
  let origin: string | undefined;
  let written: unknown;
  let failing = false;
  const leave = tail.follow({
    events: (batch) => {
      recordedAt = batch.at(-1)?.recordedAt.toISOString() ?? recordedAt;
      const added = batch.slice(-CLOSE).map((e): [number, string] => [e.position, e.hash.toString('hex')]);
      seen = thinned([...added.reverse(), ...seen.filter(([position]) => position < (added.at(-1)?.[0] ?? 0))]);
    },
    back: (position) => {
      seen = seen.filter(([p]) => p <= position);
      origin = undefined;
    },
  });
  const write = async () => {
    if (written === seen || seen.length === 0 || recordedAt === '') return;
    try {
      origin ??= await originOf(db);
      const { id: log, lineage } = tail.log;
      const now = seen;
      writeWitness(file, { origin, log, epochs: [...lineage.epochs], seen: now, recordedAt });
      written = now;
      failing = false;
    } catch (error) {
      if (!failing) onError(error);
      failing = true;
    }
  };
  const timer = setInterval(() => void write(), EVERY_MS);
  timer.unref();
  return async (): Promise<void> => {
    clearInterval(timer);
    leave();
    await write();
  };
}

/** The last CLOSE ones, and of those before them fewer and fewer. */
function thinned(seen: [number, string][]): [number, string][] {
  if (seen.length <= MOST) return seen;
  const kept = seen.slice(0, CLOSE);
  for (const one of seen.slice(CLOSE)) {
    const distance = (kept[0]?.[0] ?? 0) - (kept.at(-1)?.[0] ?? 0);
    if ((kept.at(-1)?.[0] ?? 0) - one[0] >= Math.max(1, distance / 8)) kept.push(one);
  }
  return kept;
}

async function originOf({ sql }: Db): Promise<string> {
  const [row] = await sql<{ origin: string }[]>`select hub.origin() origin`;
  return row?.origin ?? '';
}

function readWitness(file: string): Witnessed | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // There is none yet, or it is not one: nothing is known.
    return null;
  }
}

function writeWitness(file: string, witnessed: Witnessed): void {
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(witnessed), { mode: 0o600 });
  renameSync(beside, file);
}
