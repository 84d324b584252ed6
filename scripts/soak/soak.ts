import { connect } from '../../db/client.js';
import { EventReader } from '../../src/exchange/index.js';
import { addAgencies } from './agencies.js';
import { Child } from './child.js';
import { Fleet } from './fleet.js';
import { checkLog, type LogCheck } from './log.check.js';
import type { Access, FromConsumers, FromWriters, Holding, Ledger, ToConsumers, ToWriters } from './messages.js';
import { pace } from './pace.js';
import type { SoakSettings } from './settings.js';

export interface SoakOptions extends SoakSettings {
  /** A migrated database without any event. */
  databaseUrl: string;
  /** File of the hubs' signing keys. */
  signingKeys: string;
  say(line: string): void;
  /** Ends the run early, as a failure. */
  signal?: AbortSignal;
}

export interface SoakResult {
  log: LogCheck;
  kills: number;
  /** Writes by their outcome. */
  committed: number;
  rolledBack: number;
  /** Times that a write was sent again: its outcome unknown, or taken by nobody. */
  repeated: number;
  refused: number;
  holdings: Holding[];
  /** Seconds of writing, and of the whole run. */
  writing: number;
  seconds: number;
  /** Seconds of CPU, the database's apart; NaN where /proc does not say. */
  cpu: { hubs: number; writers: number; consumers: number };
  /** What is wrong, wherever it was found; none: the soak is passed. */
  failures: string[];
}

/** The consumers have what is left of the run's minutes, and this at least: the webhook sends its events one by one. */
const CATCH_UP_MS = 60_000;
const MOST_FAILURES = 50;
type Writers = Child<ToWriters, FromWriters>;
type Fail = (message: string) => void;

/** Writers, hubs and consumers at once, hubs killed meanwhile; then everything is held against the log in the database. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { databaseUrl, signingKeys, webhookTypes, say } = options;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const failures: string[] = [];
  const fail: Fail = (message) => void (failures.length < MOST_FAILURES && failures.push(message));
  const db = connect({ url: databaseUrl, application: 'soak', statementTimeout: 120_000 });
  const fleet = new Fleet({ databaseUrl, signingKeys, failed: fail });
  const writers: Writers[] = [];
  const consumers: Child<ToConsumers, FromConsumers> = new Child('consumers', fail);
  options.signal?.addEventListener('abort', () => {
    fail('stopped');
    for (const one of [...writers, consumers]) one.kill();
  });
  try {
    const keys = await addAgencies(db);
    const access: Access = { databaseUrl, hubs: await fleet.start(options.hubs), keys };
    let progress: Record<string, number> = {};
    consumers.on((message) => {
      if ('progress' in message) ({ progress } = message);
    });
    consumers.send({ orders: { ...access, start: await new EventReader(db).cursorAt(0), webhookTypes } });
    startWriters(writers, access, options, fail);

    const head = async () => (await db.sql<{ p: number }[]>`select position::float8 p from hub.head`)[0]?.p ?? 0;
    const go = (going: boolean) => {
      for (const some of writers) some.send({ go: going });
    };
    const report = (at: number, kills: number) => {
      const behind = Math.max(0, ...Object.values(progress).map((p) => at - p));
      say(`${seconds().toFixed(0)} s: ${count(at)} events, ${kills} kills, consumers up to ${count(behind)} behind`);
    };
    await pace({ ...options, fleet, head, go, report, failures, fail });
    const writersCpu = writers.reduce((sum, some) => sum + some.cpu, 0);
    const answers = await Promise.all(writers.map((some) => some.finish({ finish: true }, (m) => m.ledger)));
    const ledgers = answers.filter((ledger): ledger is Ledger => ledger !== null);
    for (const ledger of ledgers) for (const failure of ledger.failures) fail(`writer ${failure}`);
    const writing = seconds();
    say(`writers done after ${writing.toFixed(0)} s, ${count(await head())} events; the consumers catch up …`);
    const left = options.minutes * 60_000 - (performance.now() - started);
    const finish = { finish: { withinMs: Math.max(CATCH_UP_MS, left) } };
    const holdings = (await consumers.finish(finish, (m) => ('holdings' in m ? m.holdings : undefined))) ?? [];
    for (const holding of holdings) for (const text of faultsOf(holding)) fail(`${holding.name}: ${text}`);
    const consumersCpu = consumers.cpu;
    await fleet.stop();
    const log = await checkLog(db.sql, ledgers);
    for (const text of log.faults) fail(`log: ${text}`);
    const sum = (of: (ledger: Ledger) => number) => ledgers.reduce((total, ledger) => total + of(ledger), 0);
    return {
      log,
      kills: fleet.kills,
      committed: sum((l) => l.committed.length),
      rolledBack: sum((l) => l.rolledBack.length),
      repeated: sum((l) => l.repeated),
      refused: sum((l) => l.refused),
      holdings,
      writing,
      seconds: seconds(),
      cpu: { hubs: fleet.cpu, writers: writersCpu, consumers: consumersCpu },
      failures,
    };
  } finally {
    for (const one of [...writers, consumers]) one.kill();
    await fleet.stop();
    await db.close();
  }
}

const count = (n: number): string => n.toLocaleString('en');

function faultsOf({ lost, outOfOrder, foreign, failures }: Holding): string[] {
  const counted = Object.entries({ lost, 'out of order': outOfOrder, 'not in the log': foreign });
  return [...counted.filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`), ...failures];
}

/** The writers, spread over processes. */
function startWriters(started: Writers[], access: Access, settings: SoakSettings, fail: Fail): void {
  const { processes, holdMs, batch, importBatch } = settings;
  let first = 1;
  for (let i = 0; i < processes; i++) {
    const share = (n: number) => Math.floor((n * (i + 1)) / processes) - Math.floor((n * i) / processes);
    const writers = share(settings.writers);
    const reporters = share(settings.reporters);
    const importers = share(settings.importers);
    const process: Writers = new Child('writers', fail);
    process.send({ orders: { ...access, first, writers, reporters, importers, importBatch, holdMs, batch } });
    started.push(process);
    first += writers + reporters + importers;
  }
}
