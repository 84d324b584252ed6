import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../db/embedded.js';
import { projectRoot } from '../../src/kernel/project.js';
import { cpuOf } from '../bench/cpu.js';
import { below, oneIn, pause } from './chance.js';

const MAIN = join(projectRoot, 'dist/src/cli/main.js');
const START_WITHIN_MS = 60_000;
const TAIL = 2_000;
/** For a webhook's receiver; a hub that was killed is followed so much later, and two seconds. */
const ANSWER_WITHIN_MS = '2000';

export interface FleetOptions {
  databaseUrl: string;
  /** File of the signing keys, the same for all of them. */
  signingKeys: string;
  failed(message: string): void;
}

/** A hub process at one address: killed, it comes back there. */
class Hub {
  private child: ChildProcess | undefined;
  private ready: Promise<void> = Promise.resolve();
  private wanted = true;
  private gone: Promise<void> = Promise.resolve();
  /** The end of what it last wrote. */
  private said = '';

  constructor(
    private readonly port: number,
    private readonly options: FleetOptions,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  start(): Promise<void> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(HUB_|VITEST|NODE_OPTIONS$)/.test(name));
    const env = { ...Object.fromEntries(inherited), NODE_ENV: 'production', LOG_LEVEL: 'warn' };
    const { databaseUrl, signingKeys, failed } = this.options;
    const own = {
      PORT: String(this.port),
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      HUB_SIGNING_KEYS: signingKeys,
      // What the linkage concludes from the events is no writer's, and every position is asked for its writer.
      HUB_LINKAGE: '0',
      HUB_WEBHOOK_ALLOW: '127.0.0.0/8',
      HUB_WEBHOOK_TIMEOUT_MS: ANSWER_WITHIN_MS,
    };
    const child = spawn(process.execPath, [MAIN, 'serve', '--json'], {
      cwd: projectRoot,
      env: { ...env, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.wanted = true;
    this.gone = new Promise((done) => {
      child.once('close', (code, signal) => {
        if (this.wanted) failed(`hub ${this.port} ended by itself (${signal ?? code}): ${this.said}`);
        done();
      });
    });
    child.stderr.on('data', (text) => {
      this.said = (this.said + text).slice(-TAIL);
    });
    this.ready = new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`hub ${this.port} did not start: ${this.said}`)), START_WITHIN_MS);
      const over = (end: () => void) => () => {
        clearTimeout(late);
        end();
      };
      child.stdout.once('data', over(done));
      child.once('close', over(done)); // killed while it started
    });
    this.ready.catch((error: Error) => failed(error.message));
    return this.ready;
  }

  untilReady(): Promise<void> {
    return this.ready;
  }

  /** Ends it; seconds of CPU that it used. */
  async kill(): Promise<number> {
    this.wanted = false;
    const used = this.child?.pid ? cpuOf(this.child.pid) : 0;
    this.child?.kill('SIGKILL');
    await this.gone;
    return used;
  }
}

/** Several hub processes on one database. */
export class Fleet {
  private hubs: Hub[] = [];
  kills = 0;
  /** Seconds of CPU of those that have ended. */
  cpu = 0;

  constructor(private readonly options: FleetOptions) {}

  /** Starts so many; their addresses. */
  async start(count: number): Promise<string[]> {
    const ports = new Set<number>();
    while (ports.size < count) ports.add(await freePort());
    this.hubs = [...ports].map((port) => new Hub(port, this.options));
    await Promise.all(this.hubs.map((hub) => hub.start()));
    return this.hubs.map((hub) => hub.url);
  }

  /**
   * Kills one of them, each in its turn, so that nobody keeps a connection to the end. With SIGKILL, at some moment within `withinMs` of its serving, now and
   * then before it serves; and starts it again.
   */
  async killOne(withinMs: number): Promise<void> {
    const hub = this.hubs[this.kills % this.hubs.length] as Hub;
    if (!oneIn(10)) await hub.untilReady();
    await pause(below(withinMs));
    this.cpu += await hub.kill();
    this.kills++;
    void hub.start();
  }

  async stop(): Promise<void> {
    for (const hub of this.hubs.splice(0)) this.cpu += await hub.kill();
  }
}
