import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../src/kernel/project.js';
import { cpuOf } from '../bench/cpu.js';

const TAIL = 2_000;
let children = 0;

/** A process of the soak's own, `NAME/main.ts`, and what it is told and tells. */
export class Child<To extends object, From> {
  private readonly forked: ChildProcess;
  private readonly ended: Promise<null>;
  private answered = false;
  private killed = false;
  private said = '';

  constructor(name: string, fail: (message: string) => void) {
    const path = join(projectRoot, `dist/scripts/soak/${name}/main.js`);
    // Each draws from chance on its own.
    const env = { ...process.env, SOAK_CHILD: String(++children) };
    this.forked = fork(path, [], { execArgv: [], env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.forked.stderr?.on('data', (text) => {
      this.said = (this.said + text).slice(-TAIL);
    });
    this.ended = new Promise((done) => this.forked.once('close', () => done(null)));
    void this.ended.then(() => this.answered || this.killed || fail(`the ${name} ended by themselves: ${this.said}`));
  }

  /** Seconds of CPU so far. */
  get cpu(): number {
    return cpuOf(this.forked.pid as number);
  }

  on(listener: (message: From) => void): void {
    this.forked.on('message', (message) => listener(message as From));
  }

  send(message: To): void {
    if (this.forked.connected) this.forked.send(message);
  }

  /** Sends what ends it, and waits for its last answer; null where it ends without one. */
  async finish<T>(message: To, of: (message: From) => T | undefined): Promise<T | null> {
    const answer = new Promise<T>((done) => {
      this.on((m) => {
        const found = of(m);
        if (found === undefined) return;
        this.answered = true;
        done(found);
      });
    });
    this.send(message);
    return Promise.race([answer, this.ended.then(() => (this.answered ? answer : null))]);
  }

  kill(): void {
    this.killed = true;
    this.forked.kill('SIGKILL');
  }
}
