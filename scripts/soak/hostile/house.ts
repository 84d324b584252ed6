import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../src/kernel/project.js';

const MAIN = join(projectRoot, 'dist/src/cli/main.js');
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 60_000;
const LOOK_MS = 100;
const MOST_LINES = 20;
const ERROR = 50;

/** The hub that is attacked: a process as it is served in production, watched from outside. */
export class House {
  private child: ChildProcess | undefined;
  private over: Promise<void> = Promise.resolve();
  private wanted = true;
  private looking: NodeJS.Timeout | undefined;
  /** Bytes of memory: most, and at the last look. */
  peak = 0;
  /** Lines of its log by what they say, those of level warn and above. */
  readonly logged: Record<string, number> = {};
  /** Lines that are no JSON, and errors of the hub's own. */
  readonly wrong: string[] = [];

  constructor(private readonly fail: (message: string) => void) {}

  /** Its address, once it serves. */
  start(environment: Record<string, string>): Promise<string> {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(HUB_|VITEST|NODE_OPTIONS$|PORT$|HOST$|DATABASE_URL$)/.test(name),
    );
    const env = {
      ...Object.fromEntries(inherited),
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      PORT: '0',
      ...environment,
    };
    const child = spawn(process.execPath, [MAIN, 'serve', '--json'], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let begun = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (begun + text).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) this.read(line);
    });
    this.over = new Promise((done) => {
      child.once('close', (code, signal) => {
        if (begun) this.read(begun);
        if (this.wanted) this.fail(`the hub ended by itself (${signal ?? code}): ${this.wrong.slice(-3).join(' ')}`);
        clearInterval(this.looking);
        done();
      });
    });
    this.looking = setInterval(() => {
      this.peak = Math.max(this.peak, this.memory);
    }, LOOK_MS);
    return new Promise((done, reject) => {
      const late = setTimeout(
        () => reject(new Error(`the hub did not start: ${this.wrong.join(' ')}`)),
        START_WITHIN_MS,
      );
      child.stdout.once('data', (text) => {
        clearTimeout(late);
        done((JSON.parse(String(text)) as { url: string }).url);
      });
      child.once('close', () => reject(new Error(`the hub did not start: ${this.wrong.join(' ')}`)));
    });
  }

  private read(line: string): void {
    let said: { level?: number; msg?: string; err?: { message?: string } };
    try {
      said = JSON.parse(line);
    } catch {
      if (this.wrong.length < MOST_LINES) this.wrong.push(`no JSON: ${line.slice(0, 300)}`);
      return;
    }
    const name = `${said.msg?.slice(0, 80)}`;
    this.logged[name] = (this.logged[name] ?? 0) + 1;
    // The first of each says what it is; how many there were is counted above.
    const what = `an error in the log: ${said.msg}: ${said.err?.message ?? ''}`;
    if ((said.level ?? 0) < ERROR || this.wrong.length >= MOST_LINES) return;
    if (!this.wrong.some((one) => one.startsWith(what))) this.wrong.push(`${what} ${line.slice(0, 600)}`);
  }

  /** Bytes that it has in memory now; NaN where /proc does not say. */
  get memory(): number {
    try {
      const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
    } catch {
      return Number.NaN;
    }
  }

  /** Has it stop as Ctrl-C does; killed where that takes too long, which is a fault. */
  async stop(): Promise<void> {
    this.wanted = false;
    this.child?.kill('SIGINT');
    const late = setTimeout(() => {
      this.fail(`the hub did not stop within ${STOP_WITHIN_MS / 1_000} s`);
      this.child?.kill('SIGKILL');
    }, STOP_WITHIN_MS);
    await this.over;
    clearTimeout(late);
  }
}
