import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../db/embedded.js';
import { projectRoot } from '../../src/kernel/project.js';
import { below, oneIn, pause } from './chance.js';

const MAIN = join(projectRoot, 'dist/src/cli/main.js');
const START_WITHIN_MS = 60_000;
const TAIL = 2_000;

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
    private readonly databaseUrl: string,
    private readonly failed: (message: string) => void,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  start(): Promise<void> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(HUB_|VITEST|NODE_OPTIONS$)/.test(name));
    const env = { ...Object.fromEntries(inherited), NODE_ENV: 'production', LOG_LEVEL: 'warn' };
    const own = { PORT: String(this.port), HOST: '127.0.0.1', DATABASE_URL: this.databaseUrl };
    const child = spawn(process.execPath, [MAIN, 'serve', '--json'], {
      cwd: projectRoot,
      env: { ...env, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.wanted = true;
    this.gone = new Promise((done) => {
      child.once('close', (code, signal) => {
        if (this.wanted) this.failed(`hub ${this.port} ended by itself (${signal ?? code}): ${this.said}`);
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
    this.ready.catch((error: Error) => this.failed(error.message));
    return this.ready;
  }

  untilReady(): Promise<void> {
    return this.ready;
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    this.wanted = false;
    this.child?.kill(signal);
    await this.gone;
  }
}

/** Several hub processes on one database. */
export class Fleet {
  kills = 0;

  private constructor(private readonly hubs: readonly Hub[]) {}

  static async start(count: number, databaseUrl: string, failed: (message: string) => void): Promise<Fleet> {
    const ports = new Set<number>();
    while (ports.size < count) ports.add(await freePort());
    const fleet = new Fleet([...ports].map((port) => new Hub(port, databaseUrl, failed)));
    await Promise.all(fleet.hubs.map((hub) => hub.start()));
    return fleet;
  }

  get urls(): string[] {
    return this.hubs.map((hub) => hub.url);
  }

  /** Kills one of them with SIGKILL at some moment within `withinMs` of its serving, now and then before it serves, and starts it again. */
  async killOne(withinMs: number): Promise<void> {
    const hub = this.hubs[below(this.hubs.length)] as Hub;
    if (!oneIn(10)) await hub.untilReady();
    await pause(below(withinMs));
    await hub.stop('SIGKILL');
    this.kills++;
    void hub.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.hubs.map((hub) => hub.stop('SIGKILL')));
  }
}
