import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from './database.js';
import { emptyDatabase, hub, REGISTRY } from './hub-data.js';
import { BENCH } from './places.js';
import { runNode } from './process.js';
import { figure, type Line, median, type PartResult } from './report.js';

/** Milliseconds that a person waits for a command: what needs no database, and what does. */
const GOAL_ALONE = 500;
const GOAL_DATABASE = 1_500;

/** Whole processes, from their start to their end, over a database that runs; beside a bare node, which does nothing. */
export async function runCommands(cluster: Cluster, { rounds }: { rounds: number }): Promise<PartResult> {
  const url = await emptyDatabase(cluster);
  const file = join(BENCH, 'one-enterprise.csv');
  writeFileSync(file, 'uscc,name\n91620621PDY00001X5,示范县红砂岗煤业有限责任公司\n');
  const commands: [args: string[], goal: number][] = [
    [['--version'], GOAL_ALONE],
    [['--help'], GOAL_ALONE],
    [['agency', 'list'], GOAL_DATABASE],
    [['import', 'enterprises', file, '--provider', REGISTRY], GOAL_DATABASE],
    [['export', 'enterprises'], GOAL_DATABASE],
  ];
  const samples: Record<string, number[]> = {};
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    samples[name] = [...(samples[name] ?? []), performance.now() - started];
  };
  for (let round = 0; round < rounds; round++) {
    await timed('node', () => runNode(['--eval', '0']));
    for (const [args] of commands) await timed(args.slice(0, 2).join(' '), () => hub(url, args).catch(asText));
  }
  const node = median(samples.node as number[]);
  const lines = commands.map(([args, goal]): Line => {
    const name = args.slice(0, 2).join(' ');
    const took = median(samples[name] as number[]);
    return {
      what: `hub ${name}, beside a bare node`,
      ratio: took / node,
      goal: `≤ ${goal} ms`,
      met: took <= goal,
      hub: figure(took, ' ms'),
      reference: figure(node, ' ms'),
    };
  });
  return { lines, samples };
}

/** The help is no JSON, and is not to be read here. */
function asText(error: unknown): void {
  if (!(error instanceof SyntaxError)) throw error;
}
