import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cluster, create, drop } from './database.js';
import { hub } from './hub-data.js';
import { serve } from './hub-server.js';
import { CREDENTIAL } from './peers.js';
import { BENCH, PEERS } from './places.js';
import { freePorts, runNode, say } from './process.js';
import { PUSH_DATABASE, SAFETY } from './push-queries.js';
import { figure, type Line, median, type PartResult, ratioLine } from './report.js';
import type { Settings } from './settings.js';

const DATABASE = 'bench_push';
const SUBSCRIBER = 'bench partner';
const RSS_GOAL_KB = 40;
const P99_GOAL_MS = 50;
/** Of the hub to each reference: the least (issue 3, item 7). */
const GOALS: Record<string, number> = { 'graphql-ws': 5, raw: 0.6 };
const TITLES: Record<string, string> = {
  'graphql-ws': 'graphql-ws as it comes',
  raw: 'raw ws broadcast of the ready text',
};

export interface PushOptions {
  cluster: Cluster;
  /** The references' database, and the name of the hub's with the same enterprises. */
  peersUrl: string;
  hubDatabase: string;
}

/** A burst of accidents to many subscribers (W4), each answered with what the database says of its enterprise. */
export async function runFanout(options: PushOptions, settings: Settings['fanout']): Promise<PartResult> {
  const samples: Burst[] = [];
  for (const { subscribers, events } of settings.bursts) {
    const args = ['w4', '--k', String(subscribers), '--events', String(events), '--rounds', String(settings.rounds)];
    samples.push(...(await beside<Burst>(options, ['graphql-ws', 'raw'], args)));
  }
  const lines: Line[] = [];
  const details = [['fan-out', 'deliveries/s', 'CPU of the server, µs a delivery', 'KB a subscriber', 'delivered %']];
  for (const { subscribers: k } of settings.bursts) {
    const of = (name: string, value: (s: Burst) => number) =>
      median(samples.filter((s) => s.name === name && s.k === k).map(value));
    const rate = (name: string) => of(name, (s) => s.rate);
    const cpuOf = (name: string) => of(name, (s) => ((s.server / 100) * s.ms * 1000) / s.got);
    for (const name of ['graphql-ws', 'raw']) {
      const what = `fan-out to ${figure(k, '')} subscribers ÷ ${TITLES[name]}`;
      lines.push(ratioLine(what, rate('hub'), rate(name), ' /s', GOALS[name]));
      // Deliveries of a CPU second: what else the machine does hardly moves it.
      lines.push(ratioLine('… by CPU time of the server', 1e6 / cpuOf('hub'), 1e6 / cpuOf(name), ' /CPU s'));
    }
    // Of few subscribers it tells little: what is collected of the start's garbage meanwhile weighs as much.
    if (k === Math.max(...settings.bursts.map((b) => b.subscribers))) {
      const memory = of('hub', (s) => s.perSub);
      const other = of('graphql-ws', (s) => s.perSub);
      lines.push({
        what: `fan-out, memory of each of ${figure(k, '')} subscribers (RSS)`,
        ratio: null,
        goal: `≤ ${RSS_GOAL_KB} KB`,
        met: memory <= RSS_GOAL_KB,
        hub: figure(memory, ' KB'),
        reference: figure(other, ' KB'),
      });
    }
    for (const name of ['hub', 'graphql-ws', 'raw']) {
      const cpu = cpuOf(name);
      const part = of(name, (s) => (s.got / s.want) * 100);
      const title = `${name === 'hub' ? '**hub**' : TITLES[name]}, ${figure(k, '')}`;
      const memoryOf = of(name, (s) => s.perSub).toFixed(1);
      details.push([title, figure(rate(name), ''), cpu.toFixed(2), memoryOf, part.toFixed(0)]);
    }
  }
  return { lines, details, samples };
}

/** A steady rate of single commits to many subscribers (W5): time from the commit to each receipt. */
export async function runLatency(options: PushOptions, settings: Settings['latency']): Promise<PartResult> {
  const { rounds, subscribers, rate, seconds } = settings;
  const numbers = ['--k', subscribers, '--rate', rate, '--secs', seconds, '--rounds', rounds].map(String);
  const samples = await beside<Steady>(options, ['raw'], ['w5', ...numbers]);
  const lines: Line[] = [];
  const details = [['commit to receipt', 'p50 ms', 'p99 ms', 'the commit itself, p50 ms', 'CPU %', 'delivered']];
  for (const spread of ['all', 'county']) {
    const of = (name: string, value: (s: Steady) => number) =>
      median(samples.filter((s) => s.name === name && s.spread === spread).map(value));
    const to = spread === 'all' ? 'all of one operation' : 'each of one county';
    for (const p of ['p50', 'p99'] as const) {
      const [own, raw] = [of('hub', (s) => s[p]), of('raw', (s) => s[p])];
      lines.push({
        what: `latency ${p}, ${rate} commits/s to ${figure(subscribers, '')} subscribers, ${to} ÷ LISTEN → ws broadcast`,
        ratio: own / raw,
        goal: p === 'p99' ? `p99 ≤ ${P99_GOAL_MS} ms` : null,
        met: p === 'p99' ? own <= P99_GOAL_MS : null,
        hub: `${own.toFixed(2)} ms`,
        reference: `${raw.toFixed(2)} ms`,
      });
    }
    for (const name of ['hub', 'raw']) {
      const times = [of(name, (s) => s.p50), of(name, (s) => s.p99), of(name, (s) => s.c50)].map((t) => t.toFixed(2));
      const title = `${name === 'hub' ? '**hub**' : 'raw'}, ${to}`;
      details.push([
        title,
        ...times,
        of(name, (s) => s.server).toFixed(0),
        figure(
          of(name, (s) => s.got),
          '',
        ),
      ]);
    }
  }
  return { lines, details, samples };
}

/** As the references' fan/run.mjs writes them: CPU in percent of one core, memory in KB. */
interface Burst {
  name: string;
  k: number;
  live: boolean;
  got: number;
  want: number;
  ms: number;
  rate: number;
  perSub: number;
  server: number;
}
interface Steady {
  name: string;
  spread: string;
  got: number;
  p50: number;
  p99: number;
  c50: number;
  server: number;
}

/** Lets the references' load generator measure the hub beside them, on a copy of its database: accidents are left behind in it. */
async function beside<Sample extends { name: string }>(
  { cluster, peersUrl, hubDatabase }: PushOptions,
  peers: string[],
  args: string[],
): Promise<Sample[]> {
  await drop(cluster, DATABASE);
  await create(cluster, DATABASE, { template: hubDatabase });
  const url = cluster.urlOf(DATABASE);
  await hub(url, ['agency', 'add', '--name', SAFETY, '--kind', 'SAFETY_REGULATOR', '--division', '100000']);
  const { key } = await hub<{ key: string }>(url, ['agency', 'add', '--name', SUBSCRIBER, '--kind', 'PARTNER']);
  const server = await serve(url);
  const file = join(BENCH, 'push.json');
  try {
    const queries = fileURLToPath(new URL('push-queries.js', import.meta.url));
    const extra = ['--extra', `hub=${server.url},${queries},${server.pid}`, '--json', file];
    await runNode(['run.mjs', ...args, '--peers', peers.join(','), ...extra], {
      cwd: PEERS,
      env: {
        DATABASE_URL: peersUrl,
        PORT: String(await freePorts(1)),
        [CREDENTIAL]: `Bearer ${key}`,
        [PUSH_DATABASE]: url,
      },
      onLine: (line) => {
        if (/^w?\d* ?r\d+ |not subscribed/.test(line)) say(line);
      },
    });
  } finally {
    await server.stop();
  }
  await drop(cluster, DATABASE);
  const samples: Sample[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const name of [...peers, 'hub'])
    if (!samples.some((s) => s.name === name)) throw new Error(`${name} was not measured`);
  return samples;
}
