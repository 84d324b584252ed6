import type { Db } from '../../../db/client.js';
import type { Keyring } from '../../access/index.js';
import { LogAltered, makeCheckpoints } from './checkpoint.js';

export interface CheckpointerOptions {
  db: Db;
  keyring: Keyring;
  /** Milliseconds between two looks. */
  everyMs: number;
  /** The log does not follow from what was signed; once for each position. */
  onAltered(error: LogAltered): void;
  /** It could not be looked, the database being away for example; once, until it goes well again. */
  onError(error: unknown): void;
}

/** Signs what is new in the log, every so often and at the end. */
export class Checkpointer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private failing = false;
  private told = -1;

  constructor(private readonly options: CheckpointerOptions) {}

  start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), this.options.everyMs);
    this.timer.unref();
  }

  /** Signs what is left; what `stop` waits for takes tenths of a second, because a piece at most is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
    await this.look(false);
  }

  private look(toTheEnd = true): Promise<void> {
    this.running ??= this.run(toTheEnd).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(toTheEnd: boolean): Promise<void> {
    const { db, keyring, onAltered, onError } = this.options;
    try {
      let more = await makeCheckpoints(db, keyring);
      while (more && toTheEnd && this.timer) more = await makeCheckpoints(db, keyring);
      this.failing = false;
      this.told = -1;
    } catch (error) {
      if (error instanceof LogAltered) {
        if (error.fault.position !== this.told) onAltered(error);
        this.told = error.fault.position;
      } else {
        if (!this.failing) onError(error);
        this.failing = true;
      }
    }
  }
}
