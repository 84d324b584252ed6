import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { post } from './check-load.js';
import { BANK, hub } from './hub-data.js';
import { serve } from './hub-server.js';
import { BENCH } from './places.js';
import { say, sleep, start } from './process.js';
import { median, type PartResult } from './report.js';
import type { Settings } from './settings.js';

const LOAD = fileURLToPath(new URL('./neighbours-load.js', import.meta.url));
const CHECK =
  'query ($uscc: USCC!) { creditCheck(uscc: $uscc, purpose: "bench") { uscc outcome reasons rating { level } grading { grade } restrictions { domain effectiveUntil } position } }';
/** Milliseconds between two checks of the quiet neighbour: it comes as work comes, not as fast as it is answered. */
const EVERY_MS = 10;
/** p99 of a single check beside the load ÷ without it; and in milliseconds; and that of the health. */
const GOAL_RATIO = 3;
const GOAL_MS = 100;
const HEALTH_MS = 10;

interface Times {
  checks: number[];
  health: number[];
}

/** A bank's single checks, and the health, while another agency asks for all that it may, on every door. */
export async function runNeighbours(databaseUrl: string, settings: Settings['neighbours']): Promise<PartResult> {
  const { key } = await hub<{ key: string }>(databaseUrl, ['agency', 'rotate-key', BANK]);
  const loader = await agency(databaseUrl, 'bench neighbour');
  const sql = postgres(databaseUrl, { max: 1, onnotice() {} });
  const rows = await sql<{ uscc: string }[]>`select uscc from hub.enterprise order by md5(uscc) limit 10000`;
  await sql.end();
  const codes = rows.map((r) => r.uscc);
  const list = join(BENCH, 'neighbours.json');
  writeFileSync(list, JSON.stringify(codes));
  const server = await serve(databaseUrl);
  const base = server.url.replace(/\/graphql$/, '');
  const samples: { idle: Times; loaded: Times }[] = [];
  const counts: unknown[] = [];
  try {
    await measured(server.url, key, codes, 2); // warms up
    for (let round = 0; round < settings.rounds; round++) {
      const idle = await measured(server.url, key, codes, settings.seconds);
      const load = start(process.execPath, [LOAD, base, loader, list]);
      await sleep(3_000);
      const loaded = await measured(server.url, key, codes, settings.seconds);
      process.kill(load.pid, 'SIGTERM');
      counts.push(JSON.parse((await load.finished).split('\n').at(-1) ?? 'null'));
      samples.push({ idle, loaded });
      say(
        `neighbours: p99 ${p99(loaded.checks).toFixed(1)} ms beside the load, ${p99(idle.checks).toFixed(1)} ms without`,
      );
      await sleep(3_000);
    }
  } finally {
    await server.stop();
  }
  const of = (which: 'idle' | 'loaded', what: keyof Times) => median(samples.map((s) => p99(s[which][what])));
  const [loaded, idle, health] = [of('loaded', 'checks'), of('idle', 'checks'), of('loaded', 'health')];
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return {
    lines: [
      {
        what: 'p99 of a single check beside one agency at its worst ÷ without it',
        ratio: loaded / idle,
        goal: `≤ ${GOAL_RATIO.toFixed(2)}, ≤ ${GOAL_MS} ms`,
        met: loaded / idle <= GOAL_RATIO && loaded <= GOAL_MS,
        hub: ms(loaded),
        reference: ms(idle),
      },
      {
        what: 'p99 of /health/live beside it',
        ratio: null,
        goal: `≤ ${HEALTH_MS} ms`,
        met: health <= HEALTH_MS,
        hub: ms(health),
        reference: ms(of('idle', 'health')),
      },
    ],
    samples: { samples, counts },
  };
}

/** A key of an agency of that name, which is made where there is none. */
async function agency(databaseUrl: string, name: string): Promise<string> {
  try {
    const args = ['agency', 'add', '--name', name, '--kind', 'BANKING'];
    return (await hub<{ key: string }>(databaseUrl, args)).key;
  } catch {
    return (await hub<{ key: string }>(databaseUrl, ['agency', 'rotate-key', name])).key;
  }
}

async function measured(url: string, key: string, codes: readonly string[], seconds: number): Promise<Times> {
  const agent = new Agent({ keepAlive: true });
  const until = performance.now() + seconds * 1_000;
  const times: Times = { checks: [], health: [] };
  const repeat = async (into: number[], work: (n: number) => Promise<unknown>) => {
    for (let n = 0; performance.now() < until; n++) {
      const started = performance.now();
      await work(n);
      into.push(performance.now() - started);
      await sleep(EVERY_MS);
    }
  };
  const check = (n: number) =>
    post(agent, url, key, JSON.stringify({ query: CHECK, variables: { uscc: codes[(n * 7919) % codes.length] } }));
  const live = url.replace(/\/graphql$/, '/health/live');
  const health = () =>
    new Promise<void>((done, fail) => {
      get(live, { agent }, (response) => response.resume().once('end', () => done())).once('error', fail);
    });
  await Promise.all([repeat(times.checks, check), repeat(times.health, health)]);
  agent.destroy();
  return times;
}

function p99(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}
