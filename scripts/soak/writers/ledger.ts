import type { Ledger } from '../messages.js';

/** What the writers of a process know of their writes. */
export class Writes implements Ledger {
  readonly committed: Ledger['committed'] = [];
  readonly rolledBack: string[] = [];
  repeated = 0;
  refused = 0;
  readonly failures: string[] = [];

  commit(mark: string, events: number, position: number): void {
    this.committed.push([mark, events, position]);
  }

  fail(mark: string, error: unknown): void {
    if (this.failures.length < 20) this.failures.push(`${mark}: ${String((error as Error)?.stack ?? error)}`);
  }
}

/** A writer's writes, in its order: each has a mark of its own, `WRITER.NUMBER`, that all its events carry. */
export const marks = (writer: number): (() => string) => {
  let n = 0;
  return () => `${writer}.${++n}`;
};
