import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { runAppend } from './append.js';
import { runChecks } from './checks.js';
import { runCommands } from './commands.js';
import { type Cluster, openCluster } from './database.js';
import { type Dataset, dataset } from './dataset.js';
import { runFederation } from './federation.js';
import { hubDatabase } from './hub-data.js';
import { runImport } from './import.js';
import { runNeighbours } from './neighbours.js';
import { haveWrk, peersDatabase, preparePeers } from './peers.js';
import { BENCH, havePeers, PEERS_SOURCE } from './places.js';
import { isStopping, say, stopAll, stopOnSignals } from './process.js';
import { runFanout, runLatency } from './push.js';
import { runReplay } from './replay.js';
import { describeMachine, markdown, type PartResult, type Run, store } from './report.js';
import { type Part, readSettings, type Settings } from './settings.js';
import { runWaiting } from './waiting.js';
import { runWorkloads, type Workload } from './workloads.js';
import { runXlsx } from './xlsx.js';

/** Why parts beside the references cannot run here; null where they can. */
function obstacle(needs: { wrk: boolean }): string | null {
  if (!havePeers()) return `the references are missing: ${PEERS_SOURCE}`;
  if (needs.wrk && !haveWrk()) return 'wrk is missing: apt-get install wrk';
  return existsSync('/proc/self/stat') ? null : 'the references’ load generator reads /proc: Linux only';
}

/** Two runs at once would measure each other. */
function lock(): void {
  const file = join(BENCH, 'lock');
  mkdirSync(BENCH, { recursive: true });
  const other = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (other && isAlive(other)) throw new Error(`another run (process ${other}) is at work; ${file}`);
  writeFileSync(file, String(process.pid));
  process.once('exit', () => rmSync(file, { force: true }));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

class Benchmarks {
  readonly results = new Map<Part, PartResult>();
  readonly failures: string[] = [];
  readonly remarks: string[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly cluster: Cluster,
    private readonly data: Dataset,
  ) {}

  /** Runs the parts in turn; one that fails does not keep the others from running. */
  async run(): Promise<void> {
    const { http, fanout, latency, append, waiting, replay, checks, neighbours, commands, importRounds, federation } =
      this.settings;
    const { cluster, data } = this;
    const workloads = this.chosen('w1', 'w2', 'w3') as Workload[];
    await this.besidePeers(workloads, { wrk: true }, async (urls) => {
      const measured = await runWorkloads({ workloads, ...urls, settings: http });
      for (const [w, result] of measured.parts) this.results.set(w, result);
      this.failures.push(...measured.failures);
      this.remarks.push(...measured.remarks);
    });
    await this.part('import', () => runImport(cluster, data, importRounds));
    await this.part('xlsx', () => runXlsx(cluster, data, importRounds));
    await this.part('federation', async () => runFederation(await hubDatabase(cluster, data), federation));
    for (const part of this.chosen('fanout', 'latency')) {
      await this.besidePeers([part], { wrk: false }, async ({ peersUrl, hubUrl }) => {
        const options = { cluster, peersUrl, hubDatabase: hubUrl.split('/').at(-1) as string };
        const result = part === 'fanout' ? runFanout(options, fanout) : runLatency(options, latency);
        this.results.set(part, await result);
      });
    }
    await this.part('append', () => runAppend(cluster, append));
    await this.part('waiting', () => runWaiting(cluster, waiting));
    await this.part('replay', () => runReplay(cluster, replay));
    await this.part('commands', () => runCommands(cluster, commands));
    await this.part('checks', async () => runChecks(await hubDatabase(cluster, data), checks));
    await this.part('neighbours', async () => runNeighbours(await hubDatabase(cluster, data), neighbours));
  }

  private chosen(...parts: Part[]): Part[] {
    return parts.filter((part) => this.settings.parts.includes(part));
  }

  private async part(part: Part, run: () => Promise<PartResult>): Promise<void> {
    if (this.chosen(part).length === 0) return;
    await this.attempt(part, async () => void this.results.set(part, await run()));
  }

  /** Runs parts that need the references; where these cannot run, it says why. */
  private async besidePeers(
    parts: readonly Part[],
    needs: { wrk: boolean },
    run: (urls: { peersUrl: string; hubUrl: string }) => Promise<void>,
  ): Promise<void> {
    if (parts.length === 0) return;
    const reason = obstacle(needs);
    if (reason) {
      const remark = `${parts.join(', ')} not run: ${reason}`;
      say(remark);
      this.remarks.push(remark);
      if (parts.some((part) => this.settings.named.includes(part))) this.failures.push(remark);
      return;
    }
    await this.attempt(parts.join(', '), async () => {
      await preparePeers();
      const peersUrl = await peersDatabase(this.cluster, this.data);
      const hubUrl = await hubDatabase(this.cluster, this.data);
      await run({ peersUrl, hubUrl });
    });
  }

  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    if (isStopping()) return;
    say(`${what} …`);
    try {
      await work();
    } catch (error) {
      if (isStopping()) return;
      this.failures.push(`${what}: ${(error as Error).message}`);
    }
  }
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  if (!settings) return;
  lock();
  stopOnSignals();
  const load = os.loadavg()[0] as number;
  const cluster = await openCluster();
  const data = await dataset(settings.n);
  const benchmarks = new Benchmarks(settings, cluster, data);
  await benchmarks.run();
  if (isStopping()) return;

  const { results, failures, remarks } = benchmarks;
  if (data.by === 'own') remarks.push('the data are generated here, not the references’');
  const date = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const { n, quick } = settings;
  const run: Run = { date, n, quick, machine: describeMachine(), postgres: cluster.version, load };
  store(run, results, failures);
  process.stdout.write(markdown(run, results, [...remarks, ...failures.map((f) => `**failed:** ${f}`)]));
  for (const failure of failures) say(`failed: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!isStopping()) {
    say((error as Error).message);
    process.exitCode = 1;
  }
} finally {
  await stopAll();
}
