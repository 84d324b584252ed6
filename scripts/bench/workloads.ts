import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BANK, hub } from './hub-data.js';
import { serve } from './hub-server.js';
import { CREDENTIAL } from './peers.js';
import { BENCH, PEERS } from './places.js';
import { freePorts, runNode, say } from './process.js';
import { figure, type Line, median, type PartResult, ratioLine } from './report.js';
import type { Part, Settings } from './settings.js';
import { watchMachine } from './watch.js';

export type Workload = Extract<Part, 'w1' | 'w2' | 'w3'>;

const TITLES: Record<Workload, string> = {
  w1: 'W1 one check',
  w2: 'W2 a hundred checks in one query',
  w3: 'W3 50 gradings with their enterprises',
};
/** The least ratio to each reference (issue 2, item 7); the others are for information. */
const GOALS: Record<Workload, Record<string, number>> = {
  w1: { a: 0.9, b: 2, e: 4, g2: 20 },
  w2: { a: 0.85, b: 1.6, e: 4 },
  w3: { a: 1, b: 0.9, e: 3.5 },
};
const REFERENCES = ['a', 'b', 'e', 'g2', 'h2'];

/** One server, workload and round, as run.mjs writes it. */
interface Sample {
  id: string;
  peer: string;
  w: Workload;
  rps: number;
  p50: number;
  p99: number;
  rss: number;
  cpu: number;
  db: number;
  wrk: number;
  errors: number;
  ok: boolean;
  /** CPU of all processes that take no part, while it was measured; percent of one core. */
  others: number;
}

/** More than this of a core, in any sample, and the figures are not to be relied on. */
const OTHERS_MOST = 30;

export interface WorkloadOptions {
  workloads: Workload[];
  peersUrl: string;
  hubUrl: string;
  settings: Settings['http'];
}
export interface WorkloadResults {
  parts: Map<Workload, PartResult>;
  /** Answers that differ, requests that failed, servers that did not start. */
  failures: string[];
  remarks: string[];
}

/** Serves the hub beside the references, and lets their load generator measure all of them in turns. */
export async function runWorkloads(options: WorkloadOptions): Promise<WorkloadResults> {
  const { workloads, peersUrl, hubUrl, settings } = options;
  const { key } = await hub<{ key: string }>(hubUrl, ['agency', 'rotate-key', BANK]);
  const server = await serve(hubUrl);
  const file = join(BENCH, 'http.json');
  const failures: string[] = [];
  const watch = watchMachine();
  const busy: number[] = [];
  const queries = fileURLToPath(new URL('queries.js', import.meta.url));
  try {
    const args = ['run.mjs', ...workloads, '--peers', REFERENCES.join(','), '--json', file];
    args.push('--extra', `hub=${server.url},${queries},${server.pid}`, '--conns', String(settings.connections));
    args.push('--rounds', String(settings.rounds), '--secs', String(settings.seconds), '--warm', String(settings.warm));
    await runNode(args, {
      cwd: PEERS,
      env: { DATABASE_URL: peersUrl, PORT: String(await freePorts(5)), [CREDENTIAL]: `Bearer ${key}` },
      onLine: (line) => {
        if (/^r\d+ /.test(line)) say(line);
        // A server that fails is reported on a line and left out of the samples.
        if (/^r\d+ \S+ FAILED/.test(line)) failures.push(line);
        else if (/^r\d+ /.test(line)) busy.push(watch.busy(settings.seconds));
      },
    });
  } finally {
    watch.stop();
    await server.stop();
  }
  const samples: Sample[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const [i, s] of samples.entries()) {
    // One line a sample, in their order.
    s.others = Math.max(0, Math.round((busy[i] ?? 0) - s.cpu - s.db - s.wrk));
    if (!s.ok) failures.push(`${s.w}: the answers of ${s.id} ${s.peer} differ`);
    if (s.errors > 0) failures.push(`${s.w}: ${s.errors} requests to ${s.id} ${s.peer} failed`);
  }
  const parts = new Map<Workload, PartResult>();
  for (const w of workloads)
    parts.set(
      w,
      summarise(
        w,
        samples.filter((s) => s.w === w),
        settings,
      ),
    );
  const most = Math.max(0, ...samples.map((s) => s.others));
  const remark = `other processes took up to ${most} % of a core from ${workloads.join(', ')}: measure again on a quiet machine`;
  return { parts, failures, remarks: most > OTHERS_MOST ? [remark] : [] };
}

/** Ratios of medians over the rounds. */
function summarise(w: Workload, samples: Sample[], { connections }: Settings['http']): PartResult {
  const of = (id: string, value: keyof Sample) =>
    median(samples.filter((s) => s.id === id).map((s) => Number(s[value])));
  const there = [...REFERENCES, 'hub'].filter((id) => samples.some((s) => s.id === id));
  const nameOf = (id: string) => samples.find((s) => s.id === id)?.peer ?? id;
  const lines: Line[] = there
    .filter((id) => id !== 'hub' && there.includes('hub'))
    .map((id) =>
      ratioLine(
        `${TITLES[w]} ÷ ${nameOf(id)} (${id})`,
        of('hub', 'rps'),
        of(id, 'rps'),
        ' req/s',
        GOALS[w][id] ?? null,
      ),
    );
  const head = [
    `${TITLES[w]}, ${connections} connections`,
    'req/s',
    'p50 ms',
    'p99 ms',
    'RSS MB',
    'CPU %',
    'DB CPU %',
    'others CPU %',
    'max/min',
  ];
  const details = there.map((id) => {
    const rates = samples.filter((s) => s.id === id).map((s) => s.rps);
    const spread = Math.max(...rates) / Math.min(...rates);
    const times = [of(id, 'p50'), of(id, 'p99')].map((ms) => ms.toFixed(2));
    const loads = (['rss', 'cpu', 'db', 'others'] as const).map((v) => String(of(id, v)));
    const name = id === 'hub' ? '**hub**' : `${id} ${nameOf(id)}`;
    return [name, figure(of(id, 'rps'), ''), ...times, ...loads, spread.toFixed(2)];
  });
  return { lines, details: [head, ...details], samples };
}
