import type { Recorded, Takeback } from './takeback.js';

/** A version as its tables have it. */
export interface Version<Row> {
  row: Row;
  live: boolean;
  /** A correction of an earlier time, or the end of the record: it was never the present one. */
  past: boolean;
}

/** All that is kept of one record. */
export interface Kept<Row> {
  key: string;
  versions: readonly Version<Row>[];
  takebacks: readonly Takeback[];
}

/** What becomes of a record when an import is taken back. */
export type Outcome<Row> =
  | { kind: 'ENDED'; present: Row }
  | { kind: 'RESTORED'; present: Row; former: Row }
  | { kind: 'RESTORED_PAST'; present: Row; correction: Row; row: Row; former: number }
  | { kind: 'LEFT'; row: Row; reason: string };

export interface UndoOf<Row> {
  importId: string;
  /** Whether the import wrote this position. */
  wrote(position: number): boolean;
  /** The positions looked at in this step: behind `after`, up to `until`. */
  after: number;
  until: number;
  restoredPast?: ((correction: Row, others: Row[]) => Row | null | undefined) | undefined;
}

/**
 * What is to become of a record that an import wrote: its former facts hold again, or it ends where there were none. A record
 * that has been changed since is left. What was taken back already is passed over, so a repeat does nothing. Pure.
 */
export function decideUndo<Row extends Recorded>(
  { versions, takebacks }: Kept<Row>,
  { importId, wrote, after, until, restoredPast }: UndoOf<Row>,
): Outcome<Row>[] {
  const by = new Map(takebacks.map((t) => [t.position, t]));
  /** A version that restores another says what that one said: it counts as that one. */
  const origin = (position: number): number => {
    const restores = by.get(position)?.restores;
    return restores == null ? position : origin(restores);
  };
  const end = Math.max(0, ...takebacks.filter((t) => t.restores === null).map((t) => t.position));
  const standing = versions.filter((v) => v.row.position > end);
  const own = standing.filter((v) => wrote(v.row.position) && !by.has(v.row.position));
  const here = (v: Version<Row>) => v.row.position > after && v.row.position <= until;
  const present = standing.find((v) => v.live)?.row;
  if (!present) return [];
  const outcomes: Outcome<Row>[] = [];

  const latest = latestOf(own.filter((v) => !v.past));
  const pasts = new Set(versions.filter((v) => v.past).map((v) => v.row.position));
  const done = takebacks.some((t) => t.importId === importId && !pasts.has(t.ofPosition));
  if (latest && !done) {
    const now = origin(present.position);
    const former = latestOf(standing.filter((v) => !v.past && v.row.position < now && !wrote(origin(v.row.position))));
    const since = `changed since, at position ${present.position} (${new Date(present.recordedAt).toISOString()})`;
    // What ends needs no correction of its past.
    if (wrote(now) && !former) return here(latest) ? [{ kind: 'ENDED', present }] : [];
    if (here(latest) && !wrote(now)) outcomes.push({ kind: 'LEFT', row: present, reason: since });
    else if (here(latest) && former) outcomes.push({ kind: 'RESTORED', present, former: former.row });
  }
  for (const correction of own.filter((v) => v.past && here(v))) {
    if (takebacks.some((t) => t.ofPosition === correction.row.position)) continue;
    const others = standing.filter((v) => !wrote(origin(v.row.position))).map((v) => v.row);
    const row = restoredPast?.(correction.row, others);
    if (row === undefined) continue;
    if (row) {
      const more = { correction: correction.row, row, former: row.position };
      outcomes.push({ kind: 'RESTORED_PAST', present, ...more });
      continue;
    }
    const reason = 'nothing else is known of the time that it speaks of; submit what held then';
    outcomes.push({ kind: 'LEFT', row: correction.row, reason });
  }
  return outcomes;
}

function latestOf<Row extends Recorded>(versions: readonly Version<Row>[]): Version<Row> | undefined {
  return versions.reduce<Version<Row> | undefined>(
    (best, v) => (best && best.row.position > v.row.position ? best : v),
    undefined,
  );
}
