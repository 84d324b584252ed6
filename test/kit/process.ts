import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { afterFile } from './after-file.js';
import { PATIENCE_MS } from './until.js';

const MAIN = join(projectRoot, 'dist/src/cli/main.js');

/** A process of the built hub, with what it printed so far. */
export interface Running {
  child: ChildProcess;
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves when it ended, with its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Waits for something on stdout; fails where the process ends before. */
  until(test: (stdout: string) => boolean): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const living = new Set<Running>();

/** The environment of a test's process: nothing of this one's that the hub would read. */
export function cleanEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(HUB_|PORT$|HOST$|DATABASE_URL$|LOG_LEVEL$|NODE_OPTIONS$|VITEST)/.test(name),
  );
  // A data folder of a test's own has its own signing keys; every other process uses those of the run.
  const keys = more.HUB_DATA_DIR ? {} : { HUB_SIGNING_KEYS: inject('signingKeys') };
  // Hubs of a test are no neighbours of a developer's own, nor of another test's.
  const running = { HUB_RUNNING_DIR: `${more.HUB_DATA_DIR ?? join(dirname(inject('signingKeys')), 'hub')}.running` };
  // A second of a core for each process: whoever is about large operations has it on (test/server/heavy.int, doors.int).
  const light = { HUB_HEAVY_THREAD: '0' };
  return { ...Object.fromEntries(own), NODE_ENV: 'production', ...light, ...keys, ...running, ...more };
}

/** Starts `hub …`; what a test leaves running is killed after its file. */
export function startHubProcess(args: string[], environment: Record<string, string> = {}, cwd = projectRoot): Running {
  if (!existsSync(MAIN)) throw new Error('dist/ is not built; run: npm test, or npx tsc -p tsconfig.json');
  return startProcess([MAIN, ...args], environment, cwd);
}

export function startProcess(args: string[], environment: Record<string, string>, cwd: string): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  let over = false;
  const ended = new Promise<number | NodeJS.Signals>((done) => {
    child.once('close', (code, signal) => {
      over = true;
      living.delete(running);
      done(code ?? (signal as NodeJS.Signals));
    });
  });
  const running: Running = {
    child,
    pid: child.pid as number,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    until: async (test) => {
      const end = Date.now() + PATIENCE_MS;
      while (!test(stdout)) {
        if (over || Date.now() > end)
          throw new Error(`hub ${args.slice(1).join(' ')}: ${over ? 'ended' : 'late'}\n${stdout}\n${stderr}`);
        await new Promise((done) => setTimeout(done, 15));
      }
    },
    stop: (signal = 'SIGINT') => {
      if (!over) child.kill(signal);
      return ended;
    },
  };
  living.add(running);
  return running;
}

/** What every command over a database says first on stderr, `serve` in its log: which one it is. test/cli/which-database looks at it. */
const NAMED = /^(hub: |\{.*"msg":")database .*\n/;

/** Runs `hub …` to its end; the line that names its database is left out. */
export async function hub(args: string[], environment: Record<string, string> = {}, cwd = projectRoot) {
  const running = startHubProcess(args, environment, cwd);
  const code = await running.ended;
  return { code, stdout: running.stdout(), stderr: running.stderr().replace(NAMED, '') };
}

/** Starts a server process with --json and answers its base address. */
export async function serveProcess(
  args: string[],
  environment: Record<string, string>,
): Promise<Running & { url: string }> {
  const running = startHubProcess([...args, '--json'], { PORT: '0', LOG_LEVEL: 'warn', ...environment });
  await running.until((out) => out.includes('\n'));
  return { ...running, url: JSON.parse(running.stdout()).url };
}

/** Called where processes are started: kills what is left after the file's last test. */
export function killLeftProcesses(): void {
  afterFile(async () => {
    await Promise.all([...living].map((running) => running.stop('SIGKILL')));
  });
}
