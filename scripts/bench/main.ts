import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, openCluster } from './database.js';
import { type Dataset, dataset } from './dataset.js';
import { runFederation } from './federation.js';
import { hubDatabase } from './hub-data.js';
import { runImport } from './import.js';
import { haveWrk, peersDatabase, preparePeers } from './peers.js';
import { BENCH, havePeers, PEERS_SOURCE } from './places.js';
import { isStopping, say, stopAll, stopOnSignals } from './process.js';
import { describeMachine, markdown, type PartResult, type Run, store } from './report.js';
import { type Part, readSettings, type Settings } from './settings.js';
import { runWorkloads, type Workload } from './workloads.js';

/** Why a workload beside the references cannot run here; null where it can. */
function obstacle(): string | null {
  if (!havePeers()) return `the references are missing: ${PEERS_SOURCE}`;
  if (!haveWrk()) return 'wrk is missing: apt-get install wrk';
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
    const { parts, named, http } = this.settings;
    const workloads = parts.filter((p): p is Workload => p === 'w1' || p === 'w2' || p === 'w3');
    const reason = workloads.length > 0 ? obstacle() : null;
    if (reason) {
      const remark = `${workloads.join(', ')} not run: ${reason}`;
      say(remark);
      this.remarks.push(remark);
      if (workloads.some((w) => named.includes(w))) this.failures.push(remark);
    } else if (workloads.length > 0) {
      await this.attempt(workloads.join(', '), async () => {
        await preparePeers();
        const peersUrl = await peersDatabase(this.cluster, this.data);
        const hubUrl = await hubDatabase(this.cluster, this.data);
        const measured = await runWorkloads({ workloads, peersUrl, hubUrl, settings: http });
        for (const [w, result] of measured.parts) this.results.set(w, result);
        this.failures.push(...measured.failures);
        this.remarks.push(...measured.remarks);
      });
    }
    if (parts.includes('import')) await this.attempt('import', () => this.import());
    if (parts.includes('federation')) await this.attempt('federation', () => this.federation());
  }

  private async import(): Promise<void> {
    this.results.set('import', await runImport(this.cluster, this.data, this.settings.importRounds));
  }

  private async federation(): Promise<void> {
    const url = await hubDatabase(this.cluster, this.data);
    this.results.set('federation', await runFederation(url, this.settings.federation));
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
  const cluster = await openCluster();
  const data = await dataset(settings.n);
  const benchmarks = new Benchmarks(settings, cluster, data);
  await benchmarks.run();
  if (isStopping()) return;

  const { results, failures, remarks } = benchmarks;
  if (data.by === 'own') remarks.push('the data are generated here, not the references’');
  const date = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const { n, quick } = settings;
  const run: Run = { date, n, quick, machine: describeMachine(), postgres: cluster.version };
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
