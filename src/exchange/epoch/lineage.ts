/** Why an epoch began: the log's first; another server or another course of its life; another history found; restored; declared. */
export const EPOCH_REASONS = ['FIRST', 'MOVED', 'FORKED', 'RESTORED', 'DECLARED'] as const;
export type EpochReason = (typeof EPOCH_REASONS)[number];

/** A stretch of the log that nothing was lost in (README.md). */
export interface Epoch {
  /** Eight hexadecimal digits. */
  id: string;
  /** The epoch that it goes on from; null: the log's first. */
  parent: string | null;
  /** Last position that it has in common with its parent: what was behind it there is no more. */
  beganAfter: number;
  /** RFC 3339. */
  beganAt: string;
  reason: EpochReason;
  why: string;
}

/** The epochs of a log as they follow from one another. Pure; a new one is a new object. */
export class Lineage {
  private readonly byId: ReadonlyMap<string, Epoch>;
  /** From the first epoch to the present one. */
  readonly path: readonly Epoch[];

  constructor(
    /** All that are known, those that led nowhere among them. */
    readonly epochs: readonly Epoch[],
    current: string,
  ) {
    this.byId = new Map(epochs.map((e) => [e.id, e]));
    const path: Epoch[] = [];
    for (let e = this.byId.get(current); e; e = e.parent === null ? undefined : this.byId.get(e.parent))
      path.unshift(e);
    if (path[0]?.parent !== null) throw new Error(`the epoch ${current} does not go back to the log’s first one`);
    this.path = path;
  }

  get current(): Epoch {
    return this.path.at(-1) as Epoch;
  }

  /** The epoch that a position of this log is of. */
  at(position: number): Epoch {
    return this.path.findLast((e) => e.beganAfter < position) ?? (this.path[0] as Epoch);
  }

  /**
   * Up to where somebody has the log as it is, who has it up to a position of an epoch: that position, or an earlier one where what is
   * behind was lost. Null where the epoch is none of this log's.
   */
  common(epoch: string, position: number): number | null {
    let common = position;
    let known = this.byId.get(epoch);
    while (known && !this.path.includes(known)) {
      common = Math.min(common, known.beganAfter);
      known = known.parent === null ? undefined : this.byId.get(known.parent);
    }
    if (!known) return null;
    const later = this.path.slice(this.path.indexOf(known) + 1);
    return Math.min(common, ...later.map((e) => e.beganAfter));
  }
}

/** Which log, and the epochs that it has had: what a cursor is written with. */
export interface LogIdentity {
  id: string;
  lineage: Lineage;
}

/** Identifies an event of a log in all its epochs: its position, and behind the first epoch which one it is of. */
export function eventId({ position, log }: { position: number; log?: LogIdentity | undefined }): string {
  const epoch = log?.lineage.at(position);
  return epoch && epoch.parent !== null ? `${position}.${epoch.id}` : String(position);
}
