import type { Sql } from 'postgres';
import type { Ledger } from '../messages.js';
import { Writes } from '../writers/ledger.js';

/** A write that was answered and is not in the log any more. */
export interface Missing {
  mark: string;
  position: number;
  /** The number of promotions before its answer: the one that lost it is the next. */
  epoch: number;
}

/** What the writers were answered, and between which promotions. */
export class Answered extends Writes {
  private readonly epochs: number[] = [];
  /** The promoted server's head as it took over, by promotion. */
  readonly heads: number[] = [];

  override commit(mark: string, events: number, position: number): void {
    super.commit(mark, events, position);
    this.epochs.push(this.heads.length);
  }

  promoted(head: number): void {
    this.heads.push(head);
  }

  epochOf(index: number): number {
    return this.epochs[index] as number;
  }

  /** The same without some writes. */
  without(missing: readonly Missing[]): Ledger {
    const gone = new Set(missing.map((m) => m.mark));
    const { rolledBack, repeated, refused, failures } = this;
    return { committed: this.committed.filter(([mark]) => !gone.has(mark)), rolledBack, repeated, refused, failures };
  }
}

/** The writes that were answered and are not in the log. */
export async function lostOf(sql: Sql, answered: Answered): Promise<Missing[]> {
  const rows = await sql<{ mark: string }[]>`
    select distinct substring(coalesce(data::jsonb->>'documentNumber', data::jsonb->>'name') from '^mark (\\S+) ') mark from hub.event`;
  const there = new Set(rows.map((r) => r.mark));
  return answered.committed.flatMap(([mark, , position], i) =>
    there.has(mark) ? [] : [{ mark, position, epoch: answered.epochOf(i) }],
  );
}
