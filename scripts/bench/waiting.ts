import { connect, type Db } from '../../db/client.js';
import { type BatchOptions, writeBatch } from '../../src/exchange/index.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { readCatalogue } from '../../src/reference/index.js';
import { wireRegisters } from '../../src/server/registers.js';
import { usccOf } from '../soak/companies.js';
import { type Cluster, connected, create, drop } from './database.js';
import { EMPTY, emptyDatabase, REGISTRY } from './hub-data.js';
import { say, sleep } from './process.js';
import { type Line, median, type PartResult } from './report.js';
import type { Settings } from './settings.js';

const DATABASE = 'bench_waiting';
const WRITERS = 64;
const GOAL = 3;
/** The company whose row is held, and how often another submission about it comes. */
const HELD = usccOf(WRITERS);
const ANOTHER_MS = 50;

/** Milliseconds that submissions took, of one slice of time. */
type Slice = number[];
interface Hub {
  db: Db;
  submit(uscc: string, name: string): Promise<unknown>;
}

/**
 * 64 writers of two hubs, each with submissions about a company of its own, one after another: while nothing is held, and while another
 * connection holds the row of a company that further submissions are about; in turns.
 */
export async function runWaiting(cluster: Cluster, { rounds, seconds }: Settings['waiting']): Promise<PartResult> {
  await emptyDatabase(cluster);
  await drop(cluster, DATABASE);
  await create(cluster, DATABASE, { template: EMPTY });
  const url = cluster.urlOf(DATABASE);
  const hubs = await Promise.all([hubOver(url), hubOver(url)]);
  const slices = { free: [] as Slice[], held: [] as Slice[] };
  try {
    for (let n = 0; n <= WRITERS; n++) await hubs[0]?.submit(usccOf(n), `企业${n}`);
    for (let round = 0; round <= rounds; round++) {
      const free = await slice(hubs, seconds);
      const held = await besideHeld(url, hubs, seconds);
      if (round === 0) continue; // the first warms up
      slices.free.push(free);
      slices.held.push(held);
      say(`waiting: p99 ${at(free, 0.99).toFixed(1)} ms, with a row held ${at(held, 0.99).toFixed(1)} ms`);
    }
  } finally {
    await Promise.all(hubs.map((hub) => hub.db.close()));
  }
  await drop(cluster, DATABASE);
  const of = (way: keyof typeof slices, share: number) => median(slices[way].map((s) => at(s, share)));
  const lines = [0.99, 0.5].map((share): Line => {
    const [held, free] = [of('held', share), of('free', share)];
    const ratio = held / free;
    const bound = share === 0.99;
    return {
      what: `p${share * 100} of ${WRITERS} writers beside a row that is held ÷ without`,
      ratio,
      goal: bound ? `≤ ${GOAL.toFixed(2)}` : null,
      met: bound ? ratio <= GOAL : null,
      hub: `${held.toFixed(1)} ms`,
      reference: `${free.toFixed(1)} ms`,
    };
  });
  const details = [['submissions', 'a second', 'p50, ms', 'p99, ms', 'longest, ms']];
  for (const way of ['free', 'held'] as const) {
    const rate = median(slices[way].map((s) => s.length / seconds));
    const longest = Math.max(...slices[way].map((s) => at(s, 1)));
    const name = way === 'free' ? 'nothing held' : 'a row held';
    details.push([name, rate.toFixed(0), of(way, 0.5).toFixed(1), of(way, 0.99).toFixed(1), longest.toFixed(1)]);
  }
  return { lines, details, samples: slices };
}

async function hubOver(url: string): Promise<Hub> {
  const db = connect({ url, application: 'hub bench' });
  const { read, register } = wireRegisters(db, await readCatalogue(db)).importers.enterprises;
  const [agency] = await db.sql<{ id: string }[]>`select id from hub.agency where name = ${REGISTRY}`;
  const provider: BatchOptions['provider'] = {
    ...{ agencyId: agency?.id as string, kind: 'MARKET_REGULATION', name: REGISTRY, divisionCode: '100000' },
  };
  const submit = (uscc: string, name: string) => {
    const records = [checkRecord(() => read({ uscc, name }))];
    return writeBatch(db, register, records, { provider, receivedAt: new Date(), body: name });
  };
  return { db, submit };
}

let serial = 0;
async function slice(hubs: readonly Hub[], seconds: number): Promise<Slice> {
  const until = performance.now() + seconds * 1_000;
  const taken: Slice = [];
  const writer = async (w: number) => {
    const { submit } = hubs[w % hubs.length] as Hub;
    for (let began = performance.now(); began < until; began = performance.now()) {
      await submit(usccOf(w), `企业${w}第${serial++}次`);
      taken.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, w) => writer(w)));
  return taken;
}

/** The same, while a row is held, and submissions about its company come and wait; they are done when it is free again. */
async function besideHeld(url: string, hubs: readonly Hub[], seconds: number): Promise<Slice> {
  const own: Promise<unknown>[] = [];
  const taken = await connected(url, async (sql) => {
    await sql.unsafe('begin');
    await sql.unsafe('select 1 from hub.enterprise where uscc = $1 for update', [HELD]);
    let over = false;
    const coming = (async () => {
      for (let n = 0; !over; n++) {
        const { submit } = hubs[n % hubs.length] as Hub;
        own.push(submit(HELD, `企业第${serial++}次`));
        await sleep(ANOTHER_MS);
      }
    })();
    const slices = await slice(hubs, seconds);
    over = true;
    await coming;
    await sql.unsafe('rollback');
    return slices;
  });
  await Promise.all(own);
  return taken;
}

/** What so great a share of them took at most. */
function at(slice: Slice, share: number): number {
  const sorted = [...slice].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
