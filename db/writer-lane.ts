import { type Patience, patienceNow } from '../src/kernel/patience.js';
import type { Orm, Writer } from './writer.js';

interface Turn {
  take(writer: Writer): void;
}

/** Connections for transactions, and the queue before them. Who leaves while they wait is not served. */
export class WriterLane {
  private readonly all: Writer[];
  private readonly free: Writer[];
  private readonly waiting = new Set<Turn>();

  constructor(size: number, make: () => Writer) {
    this.all = Array.from({ length: size }, make);
    this.free = [...this.all];
  }

  async transaction<T>(work: (orm: Orm) => Promise<T>): Promise<T> {
    const patience = patienceNow();
    const writer = this.free.pop() ?? (await this.turn(patience));
    try {
      return await writer.transaction(work, patience);
    } finally {
      const [next] = this.waiting;
      if (next) {
        this.waiting.delete(next);
        next.take(writer);
      } else this.free.push(writer);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((writer) => writer.close()));
  }

  private turn(patience: Patience | null): Promise<Writer> {
    return new Promise((resolve, reject) => {
      const leave = (why: Error) => {
        this.waiting.delete(turn);
        reject(why);
      };
      const turn: Turn = {
        take: (writer) => {
          patience?.offEnd(leave);
          resolve(writer);
        },
      };
      this.waiting.add(turn);
      patience?.onEnd(leave);
    });
  }
}
