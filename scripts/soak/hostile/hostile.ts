import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../../../db/client.js';
import { Child } from '../child.js';
import { Bank, percentile } from './bank.js';
import { House } from './house.js';
import { type DoorCount, emptyDoor } from './judge.js';
import type { FromAttackers, ToAttackers, Told } from './main.js';
import { moveIn, type Neighbours } from './neighbours.js';
import type { HostileSettings } from './settings.js';

export interface HostileOptions extends HostileSettings {
  /** A migrated database of nobody else's. */
  databaseUrl: string;
  signingKeys: string;
  /** Number of the first request; left out: 0. */
  from?: number;
  say(line: string): void;
  signal?: AbortSignal;
}

export interface HostileResult {
  doors: Record<string, DoorCount>;
  requests: number;
  /** The bank's checks: alone, and beside the attack. */
  bank: { checks: number; idleP99: number; p50: number; p99: number; most: number };
  /** Checks a second that it could have before, and afterwards. */
  throughput: { before: number; after: number };
  /** Bytes of the hub's memory. */
  memory: { rest: number; peak: number; after: number };
  logged: Record<string, number>;
  seconds: number;
  /** What is wrong, wherever it was found; none: the house stands. */
  failures: string[];
}

const MOST_FAILURES = 60;
const CLERKS = 2;
const AT_ONCE = 32;
/** What held connections keep in the hub is let go of, and given back to the system, within this. */
const SETTLE_MS = 3_000;

/** Hostile requests over every door, a bank's checks beside them; then the hub is held against what it was. */
export async function runHostile(options: HostileOptions): Promise<HostileResult> {
  const { databaseUrl, signingKeys, requests, processes, say } = options;
  const started = performance.now();
  const failures: string[] = [];
  const fail = (message: string) => void (failures.length < MOST_FAILURES && failures.push(message));
  const db = connect({ url: databaseUrl, application: 'hostile soak' });
  const house = new House(fail);
  const attackers: Child<ToAttackers, FromAttackers>[] = [];
  const late = setTimeout(() => stop(`not done after ${options.minutes} minutes`), options.minutes * 60_000);
  const stop = (why: string): void => {
    fail(why);
    for (const one of attackers) one.kill();
  };
  options.signal?.addEventListener('abort', () => stop('stopped'), { once: true });
  let bank: Bank | undefined;
  try {
    const url = await house.start({
      DATABASE_URL: databaseUrl,
      HUB_SIGNING_KEYS: signingKeys,
      HUB_SERVE_SUBGRAPHS: '1',
      // What it would decide of the register meanwhile is not what is tried here.
      HUB_LINKAGE: '0',
    });
    const neighbours = await moveIn(db, url);
    bank = new Bank(`${url}/graphql`, neighbours.bankKey, await expectations(url, neighbours, fail));
    // What has just started is slower than what has run for a while, and afterwards would look better than before.
    await bank.work(CLERKS, (n) => n >= options.idleChecks);
    await bank.throughput(AT_ONCE, options.throughputChecks);
    const idle = await bank.work(CLERKS, (n) => n >= options.idleChecks);
    for (const wrong of idle.wrong) fail(`the bank, before: ${wrong}`);
    const before = await bank.throughput(AT_ONCE, options.throughputChecks);
    const rest = house.memory;
    say(`at rest: p99 ${percentile(idle.times, 99).toFixed(1)} ms, ${before.toFixed(0)} checks/s, ${mb(rest)}`);

    const { hostname: host, port } = new URL(url);
    const target = { host, port: Number(port), ...neighbours.target };
    let over = false;
    const working = bank.work(CLERKS, () => over);
    const told = await Promise.all(
      Array.from({ length: processes }, (_, i) => {
        const child: Child<ToAttackers, FromAttackers> = new Child('hostile', fail);
        attackers.push(child);
        child.on((message) => {
          if ('progress' in message && i === 0)
            say(`${message.progress * processes} of ${requests} requests, ${mb(house.memory)}`);
        });
        const { from = 0, atOnce, held } = options;
        const orders = { target, first: from + i, of: processes, requests: from + requests, atOnce, held };
        return child.finish<Told>({ orders }, (message) => ('told' in message ? message.told : undefined));
      }),
    );
    over = true;
    const beside = await working;
    for (const wrong of beside.wrong) fail(`the bank, beside the attack: ${wrong}`);
    for (const one of told) for (const fault of one?.faults ?? ['the attackers did not come back']) fail(fault);
    await pause(SETTLE_MS);
    const after = await bank.throughput(AT_ONCE, options.throughputChecks);
    const memory = { rest, peak: house.peak, after: house.memory };
    if (memory.peak > rest + options.memory)
      fail(`the hub had ${mb(memory.peak)} in memory, ${mb(rest)} at rest: more than ${mb(options.memory)} above`);
    const counted = told.flatMap((one) => (one ? [one.doors] : []));
    bank.close();
    await house.stop();
    for (const wrong of house.wrong) fail(`log: ${wrong}`);
    return {
      doors: together(counted),
      requests: counted.flatMap((doors) => Object.values(doors)).reduce((sum, door) => sum + door.requests, 0),
      bank: {
        checks: beside.times.length,
        idleP99: percentile(idle.times, 99),
        p50: percentile(beside.times, 50),
        p99: percentile(beside.times, 99),
        most: beside.times.reduce((most, ms) => Math.max(most, ms), 0),
      },
      throughput: { before, after },
      memory,
      logged: house.logged,
      seconds: (performance.now() - started) / 1_000,
      failures,
    };
  } finally {
    clearTimeout(late);
    for (const one of attackers) one.kill();
    bank?.close();
    await house.stop();
    await db.close();
  }
}

export const mb = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

/** What the bank must be answered: as it is before anybody attacks, and each with the name that the registry gave. */
async function expectations(
  url: string,
  { bankKey, companies }: Neighbours,
  fail: (message: string) => void,
): Promise<Map<string, string>> {
  const first = new Bank(`${url}/graphql`, bankKey, new Map());
  const expected = new Map<string, string>();
  for (const [uscc, name] of companies) {
    const text = await first.ask(uscc);
    expected.set(uscc, text);
    const { data } = JSON.parse(text) as {
      data?: { creditCheck: { outcome: string; enterprise: { name: string } | null } };
    };
    const { outcome, enterprise } = data?.creditCheck ?? {};
    if ((enterprise?.name ?? null) !== name || (outcome === 'UNKNOWN_ENTERPRISE') !== (name === null))
      fail(`the bank, to begin with: ${uscc} ${name}: ${text.slice(0, 300)}`);
  }
  first.close();
  return expected;
}

function together(all: readonly Record<string, DoorCount>[]): Record<string, DoorCount> {
  const sum: Record<string, DoorCount> = {};
  for (const doors of all)
    for (const [name, { requests, answers, cut, codes }] of Object.entries(doors)) {
      sum[name] ??= emptyDoor();
      const door = sum[name];
      door.requests += requests;
      door.answers += answers;
      door.cut += cut;
      for (const [code, n] of Object.entries(codes)) door.codes[code] = (door.codes[code] ?? 0) + n;
    }
  return sum;
}
