import { setTimeout as pause } from 'node:timers/promises';
import type { Postmaster } from './postmaster.js';

/** How often it is looked whether the server lives; a look is a read of its pid file. */
const LOOK_MS = 250;
/** Pauses between attempts to start it: the first, and the longest, which they double up to. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A server that lived for so long has not died of its own start: the pauses begin anew. */
const SOUND_MS = 60_000;

export interface SupervisorReport {
  /** The server has died; with what it said last. Once, until it is back. */
  down(lastWords: string): void;
  /** It could not be started; once for each reason, until it is back. */
  failed(reason: string): void;
  /** It takes connections again, after so many milliseconds. */
  back(ms: number): void;
}

export interface Supervised {
  /** The living server; null where there is none. Throws where it cannot be looked. */
  running(): Postmaster | null;
  /** Starts the server, unless another process has meanwhile. Throws where that fails. */
  start(signal: AbortSignal): Promise<unknown>;
  lastWords(): string;
}

/**
 * Sees to it that the server of a data folder runs. Every hub over the folder has one, whoever started the server: where the
 * starter is gone with it, another takes over, and the turn of `start` lets one at a time.
 */
export class Supervisor {
  private readonly ended = new AbortController();
  private since: number | null = null;

  constructor(
    private readonly server: Supervised,
    private readonly report: SupervisorReport,
  ) {
    void this.run();
  }

  /** Whether the server is down, as far as this process knows. */
  get down(): boolean {
    return this.since !== null;
  }

  /** Starts it no more; a server that is being started now is ended. */
  stop(): void {
    this.ended.abort();
  }

  private async run(): Promise<void> {
    let wait = FIRST_PAUSE_MS;
    let sound = performance.now();
    let told = '';
    while (!this.ended.signal.aborted) {
      const running = this.look();
      // One that starts, recovers or stops by itself is left to it: then it lives, or is found dead.
      if (running !== null) {
        if (this.since !== null && running?.ready) {
          this.report.back(performance.now() - this.since);
          this.since = null;
          told = '';
          sound = performance.now();
        }
        await this.pause(LOOK_MS);
        continue;
      }
      if (this.since === null) {
        this.since = performance.now();
        this.report.down(this.server.lastWords());
        if (this.since - sound > SOUND_MS) wait = FIRST_PAUSE_MS;
      }
      const started = await this.start();
      if (started !== true && started !== told && !this.ended.signal.aborted) this.report.failed(started);
      told = started === true ? '' : started;
      if (started !== true) await this.pause(wait);
      wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
    }
  }

  /** Undefined where it cannot be looked, as without file descriptors: then nothing is known, and nothing done. */
  private look(): Postmaster | null | undefined {
    try {
      return this.server.running();
    } catch {
      return undefined;
    }
  }

  /** True, or why not, without what changes from one attempt to the next. */
  private async start(): Promise<true | string> {
    try {
      await this.server.start(this.ended.signal);
      return true;
    } catch (error) {
      return (error as Error).message.replace(/\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] /g, '');
    }
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { ref: false, signal: this.ended.signal }).catch(() => {});
  }
}
