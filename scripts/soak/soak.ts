import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { connect, type Db } from '../../db/client.js';
import { agencies, agencyStore } from '../../src/access/index.js';
import { EventReader } from '../../src/exchange/index.js';
import { projectRoot } from '../../src/kernel/project.js';
import { below, pause } from './chance.js';
import { COUNTY } from './companies.js';
import { Fleet } from './fleet.js';
import { checkLog, type LogCheck } from './log.check.js';
import type { Access, FromConsumers, FromWriters, Holding, Ledger, ToConsumers, ToWriters } from './messages.js';
import type { SoakSettings } from './settings.js';

export interface SoakOptions extends SoakSettings {
  /** A migrated database without any event. */
  databaseUrl: string;
  say(line: string): void;
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
  /** What is wrong, wherever it was found; none: the soak is passed. */
  failures: string[];
}

const REPORT_MS = 5_000;
const LOOK_MS = 50;
const CATCH_UP_MS = 120_000;

/** Writers, hubs and consumers at once, hubs killed meanwhile; then everything is held against the log in the database. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { databaseUrl, minutes, events, kills, say } = options;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const deadline = Date.now() + minutes * 60_000;
  const failures: string[] = [];
  const fail = (message: string) => void (failures.length < 50 && failures.push(message));
  const db = connect({ url: databaseUrl, application: 'soak', statementTimeout: 120_000 });
  const children: ChildProcess[] = [];
  let fleet: Fleet | undefined;
  try {
    const keys = await addAgencies(db);
    fleet = await Fleet.start(options.hubs, databaseUrl, fail);
    const access: Access = { databaseUrl, hubs: fleet.urls, keys };
    const consumers = child<ToConsumers, FromConsumers>('consumers', children, fail);
    let progress: Record<string, number> = {};
    consumers.on((message) => {
      if ('progress' in message) ({ progress } = message);
    });
    consumers.send({ orders: { ...access, start: await new EventReader(db).cursorAt(0) } });
    const writers = startWriters(access, options, children, fail);

    const head = async () => (await db.sql<{ p: number }[]>`select position::float8 p from hub.head`)[0]?.p ?? 0;
    let killed = 0;
    let killing: Promise<void> | undefined;
    let going = true;
    let said = 0;
    for (let at = await head(); ; at = await head()) {
      if (Date.now() > deadline) {
        fail(`not done after ${minutes} minutes, at position ${at} of ${events}`);
        break;
      }
      if (failures.length > 0 || (at >= events && killed >= kills && !killing)) break;
      // Each kill has its share of the events: the writers wait for it where they are ahead.
      if (!killing && killed < kills && at >= (events * killed) / (kills + 1)) {
        const done = () => {
          killed++;
          killing = undefined;
        };
        killing = fleet.killOne(options.killWithinMs).then(done, (error: Error) => fail(error.message));
      }
      const go = at < (events * (killed + 1.5)) / (kills + 1);
      if (go !== going) for (const w of writers) w.send({ go });
      going = go;
      if (performance.now() - said > REPORT_MS) {
        said = performance.now();
        const behind = Object.values(progress).map((p) => at - p);
        say(
          `${seconds().toFixed(0)} s: ${at.toLocaleString('en')} events, ${killed} kills, consumers up to ${Math.max(0, ...behind).toLocaleString('en')} behind`,
        );
      }
      await pause(LOOK_MS + below(LOOK_MS));
    }
    await killing;
    const ledgers = await Promise.all(writers.map((w) => w.ask({ finish: true }, ledgerOf)));
    const writing = seconds();
    for (const ledger of ledgers) for (const failure of ledger?.failures ?? []) fail(`writer ${failure}`);
    say(`writers done at position ${await head()} after ${writing.toFixed(0)} s; the consumers catch up …`);
    const holdings = (await consumers.ask({ finish: { withinMs: CATCH_UP_MS } }, holdingsOf)) ?? [];
    const known = ledgers.filter((l): l is Ledger => l !== null);
    const log = await checkLog(db.sql, known);
    for (const text of log.faults) fail(`log: ${text}`);
    for (const holding of holdings) for (const text of faultsOf(holding)) fail(`${holding.name}: ${text}`);
    const sum = (of: (ledger: Ledger) => number) => known.reduce((total, ledger) => total + of(ledger), 0);
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
      failures,
    };
  } finally {
    for (const one of children) one.kill('SIGKILL');
    await fleet?.stop();
    await db.close();
  }
}

const ledgerOf = (message: FromWriters): Ledger => message.ledger;
const holdingsOf = (message: FromConsumers): Holding[] | undefined =>
  'holdings' in message ? message.holdings : undefined;

function faultsOf({ lost, outOfOrder, foreign, failures }: Holding): string[] {
  const counted = Object.entries({ lost, 'out of order': outOfOrder, 'not in the log': foreign });
  return [...counted.filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`), ...failures];
}

async function addAgencies(db: Db): Promise<Access['keys']> {
  const access = agencies(agencyStore(db));
  const kinds = ['MARKET_REGULATION', 'SAFETY_REGULATOR', 'COUNTY_GOVERNMENT', 'OPERATOR'] as const;
  const keys: Partial<Access['keys']> = {};
  for (const kind of kinds) {
    const divisionCode = kind === 'COUNTY_GOVERNMENT' ? COUNTY : null;
    keys[kind] = (await access.add({ name: `soak ${kind}`, kind, divisionCode })).key;
  }
  return keys as Access['keys'];
}

function startWriters(access: Access, settings: SoakSettings, children: ChildProcess[], fail: (m: string) => void) {
  const { processes, holdMs, batch, importBatch } = settings;
  const share = (total: number, i: number) =>
    Math.floor((total * (i + 1)) / processes) - Math.floor((total * i) / processes);
  let first = 1;
  return Array.from({ length: processes }, (_, i) => {
    const [writers, reporters, importers] = [settings.writers, settings.reporters, settings.importers].map((n) =>
      share(n, i),
    ) as [number, number, number];
    const process = child<ToWriters, FromWriters>('writers', children, fail);
    process.send({ orders: { ...access, first, writers, reporters, importers, importBatch, holdMs, batch } });
    first += writers + reporters + importers;
    return process;
  });
}

/** A process of the soak's own. */
function child<To extends object, From>(name: string, children: ChildProcess[], fail: (message: string) => void) {
  const path = join(projectRoot, `dist/scripts/soak/${name}/main.js`);
  const forked = fork(path, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(forked);
  let said = '';
  forked.stderr?.on('data', (text) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise<null>((done) => forked.once('close', () => done(null)));
  let asked = false;
  void ended.then(() => asked || fail(`the ${name} ended by themselves: ${said}`));
  const on = (listener: (message: From) => void) => void forked.on('message', (m) => listener(m as From));
  const send = (message: To) => void (forked.connected && forked.send(message));
  return {
    on,
    send,
    /** Sends, and waits for the answer; null where the process ends without one. */
    ask: <T>(message: To, of: (message: From) => T | undefined): Promise<T | null> => {
      const answer = new Promise<T>((done) => {
        on((m) => {
          const found = of(m);
          if (found === undefined) return;
          asked = true;
          done(found);
        });
      });
      send(message);
      return Promise.race([answer, ended.then(() => (asked ? answer : null))]);
    },
  };
}
