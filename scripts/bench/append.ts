import postgres, { type Sql } from 'postgres';
import { connect, type Db } from '../../db/client.js';
import { type EventDraft, sequenced } from '../../src/exchange/index.js';
import { usccOf } from '../soak/companies.js';
import { type Cluster, create, drop } from './database.js';
import { EMPTY, emptyDatabase } from './hub-data.js';
import { say } from './process.js';
import { figure, median, type PartResult, ratioLine } from './report.js';
import type { Settings } from './settings.js';

const DATABASE = 'bench_append';
const GOAL = 0.5;
const AT_ONCE = [1, 64];

/** The log's columns in an ordinary table: positions from a sequence, no hashes to compute, nothing that waits for anything. */
const PLAIN = `create table public.plain (position bigint generated always as identity primary key, type text not null,
  subject text, division_code text, public boolean not null, recipient_id uuid, recorded_at timestamptz(3) not null,
  data text not null, salt bytea not null, hash bytea not null)`;

/** One slice of time with one of the two. */
interface Slice {
  /** Events a second. */
  rate: number;
  /** Milliseconds of this process' CPU for an event. */
  cpu: number;
}
type Append = (n: number) => Promise<unknown>;

/**
 * Events appended to the log, each a transaction of its caller's, against the same rows inserted into a plain table, each in a
 * transaction and over a connection of its own; in turns, on one database.
 */
export async function runAppend(cluster: Cluster, { rounds, seconds }: Settings['append']): Promise<PartResult> {
  await emptyDatabase(cluster);
  await drop(cluster, DATABASE);
  await create(cluster, DATABASE, { template: EMPTY });
  const url = cluster.urlOf(DATABASE);
  const db = connect({ url, application: 'hub bench' });
  const result: PartResult & { details: string[][] } = { lines: [], details: [HEAD], samples: [] };
  try {
    await db.sql.unsafe(PLAIN);
    for (const atOnce of AT_ONCE) {
      const plain = postgres(url, { max: atOnce, onnotice() {} });
      const ways = { hub: appendTo(db), plain: insertInto(plain) };
      const slices = await measure(ways, atOnce, rounds, seconds);
      await plain.end();
      (result.samples as unknown[]).push({ atOnce, ...slices });
      const of = (way: keyof typeof ways, value: keyof Slice) => median(slices[way].map((s) => s[value]));
      const what = `append, ${atOnce} at a time ÷ insert into a plain table over ${atOnce} connection${atOnce > 1 ? 's' : ''}`;
      result.lines.push(ratioLine(what, of('hub', 'rate'), of('plain', 'rate'), ' events/s', GOAL));
      for (const way of ['hub', 'plain'] as const) {
        const rates = slices[way].map((s) => s.rate);
        const spread = Math.max(...rates) / Math.min(...rates);
        const name = `${way === 'hub' ? '**hub**' : 'plain table'}, ${atOnce} at a time`;
        result.details.push([name, figure(of(way, 'rate'), ''), of(way, 'cpu').toFixed(3), spread.toFixed(2)]);
      }
    }
  } finally {
    await db.close();
  }
  await drop(cluster, DATABASE);
  return result;
}
const HEAD = ['append of single events', 'events/s', 'CPU of the process, ms an event', 'max/min'];

const draft = (n: number): EventDraft => ({
  type: 'accident.reported',
  subject: usccOf(n % 10_000),
  division: '620621',
  public: false,
  data: { id: String(n), documentNumber: `甘安监-${n}`, level: 'ORDINARY', deaths: 1, seriousInjuries: 2, missing: 0 },
});

const appendTo =
  (db: Db): Append =>
  (n) =>
    sequenced(db, async (turn) => turn.append(draft(n)));

const INSERT = `insert into public.plain (type, subject, division_code, public, recorded_at, data, salt, hash)
  values ($1, $2, $3, $4, clock_timestamp(), $5, $6, $7)`;

function insertInto(sql: Sql): Append {
  const salt = Buffer.alloc(16, 7);
  const hash = Buffer.alloc(32, 7);
  return (n) => {
    const { type, subject, division, data, ...event } = draft(n);
    const values = [type, subject, division, event.public, JSON.stringify(data), salt, hash];
    // A statement alone is a transaction alone.
    return sql.unsafe(INSERT, values as never[], { prepare: true });
  };
}

async function measure(ways: Record<'hub' | 'plain', Append>, atOnce: number, rounds: number, seconds: number) {
  const slices = { hub: [] as Slice[], plain: [] as Slice[] };
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (['hub', 'plain'] as const) : (['plain', 'hub'] as const);
    for (const way of order) {
      const one = await slice(ways[way], atOnce, seconds);
      if (round > 0) slices[way].push(one); // the first warms up
      if (round > 0) say(`append, ${atOnce} at a time, ${way}: ${figure(one.rate, '/s')}`);
    }
  }
  return slices;
}

let serial = 0;
async function slice(append: Append, atOnce: number, seconds: number): Promise<Slice> {
  const started = performance.now();
  const before = process.cpuUsage();
  const until = started + seconds * 1000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) {
      await append(serial++);
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage(before);
  return { rate: (done * 1000) / (performance.now() - started), cpu: (user + system) / 1000 / done };
}
