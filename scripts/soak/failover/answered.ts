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
  private promotions = 0;

  override commit(mark: string, events: number, position: number): void {
    super.commit(mark, events, position);
    this.epochs.push(this.promotions);
  }

  promoted(): void {
    this.promotions++;
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

/**
 * The writes that were answered and are not in the log; and what is wrong with them: each promotion began an epoch, and lost is
 * exactly what was answered before it behind the position where that began.
 */
export async function lostOf(
  sql: Sql,
  answered: Answered,
  promotions: number,
): Promise<{ missing: Missing[]; faults: string[] }> {
  const rows = await sql<{ mark: string }[]>`select distinct
    substring(coalesce(data::jsonb->>'documentNumber', data::jsonb->>'name') from '^mark (\\S+) ') mark from hub.event`;
  const epochs = await sql<{ began: number }[]>`
    select began_after::float8 began from hub.epoch where parent is not null order by began_at`;
  const there = new Set(rows.map((r) => r.mark));
  const missing: Missing[] = [];
  const faults: string[] = [];
  if (epochs.length !== promotions) faults.push(`${promotions} promotions, and ${epochs.length} epochs begun`);
  for (const [i, [mark, , position]] of answered.committed.entries()) {
    const epoch = answered.epochOf(i);
    const told = position > (epochs[epoch]?.began ?? Number.POSITIVE_INFINITY);
    if (!there.has(mark)) missing.push({ mark, position, epoch });
    if (told === there.has(mark))
      faults.push(
        `${mark} at ${position}, before promotion ${epoch + 1}: ${told ? 'told as lost, and there' : 'lost, and not told'}`,
      );
  }
  return { missing, faults };
}
