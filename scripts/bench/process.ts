import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** Everything that was started is stopped again: at the end, on a failure and on Ctrl-C. */
const stops: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

export const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Runs `stop` at the end; the last registered goes first. */
export const atEnd = (stop: () => Promise<void>): void => void stops.push(stop);

export function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of stops.reverse()) await stop().catch((error: Error) => say(error.message));
  })();
  return stopping;
}
export const isStopping = (): boolean => stopping !== undefined;

export function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!isStopping()) say('stopping …');
      void stopAll().then(() => process.exit(130));
    });
  }
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called with each line of stdout. */
  onLine?: (line: string) => void;
  /** Called once the process runs. */
  onStart?: (pid: number) => void;
}
export interface Started {
  pid: number;
  /** All of stdout, once the process has ended well; else a failure with the end of what it wrote. */
  finished: Promise<string>;
  stop(): Promise<void>;
}

const KILL_AFTER_MS = 15_000;
const TAIL = 1_500;

/**
 * Starts a program in a process group of its own, so that whatever it starts can be stopped with it. It inherits the
 * environment but for DATABASE_URL and PORT, which would lead a benchmark to a database that is not its own.
 */
export function start(command: string, args: string[], options: RunOptions = {}): Started {
  const { DATABASE_URL: _, PORT: __, PGPORT: ___, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...inherited, NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const written: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-TAIL);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    written.push(line);
    options.onLine?.(line);
  });
  const finished = new Promise<string>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      if (code === 0) return done(written.join('\n'));
      const tail = `${written.slice(-5).join('\n')}\n${errors}`.trim();
      fail(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}:\n${tail}`));
    });
  });
  finished.catch(() => {}); // whoever waits for it hears of it
  const stop = () => stopGroup(child);
  atEnd(stop);
  if (child.pid !== undefined) options.onStart?.(child.pid);
  return { pid: child.pid ?? 0, finished, stop };
}

export const run = (command: string, args: string[], options?: RunOptions): Promise<string> =>
  start(command, args, options).finished;
export const runNode = (args: string[], options?: RunOptions): Promise<string> => run(process.execPath, args, options);

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('close', () => done()));
  signalGroup(child.pid, 'SIGTERM');
  const late = setTimeout(() => signalGroup(child.pid as number, 'SIGKILL'), KILL_AFTER_MS);
  await gone;
  clearTimeout(late);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it ended by itself
  }
}

/** The first of `count` neighbouring ports that are all free: the federated reference takes its own and the four after it. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`found no ${count} neighbouring free ports`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer().once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
