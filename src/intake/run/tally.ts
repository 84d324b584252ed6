import { type RejectedRow, wordOf } from '../rejected/refusal.js';
import type { Counts } from '../table/outcome.js';
import type { RowFault } from './summary.js';

/** So many faults are shown. */
const SHOWN = 10;
/** More than one row of so many is too many to be passed over. */
const LOUD = 10;

interface Cause {
  rows: number;
  example: RowFault;
}

/** What is counted and kept of a file's rows while they are read. */
export class Tally {
  readonly counts: Counts = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  private causes = new Map<string, Cause>();
  private shown: RowFault[] = [];

  /** Rows that were taken, each with its outcome. */
  took({ inserted, updated, unchanged }: Pick<Counts, 'inserted' | 'updated' | 'unchanged'>): void {
    const { counts } = this;
    counts.inserted += inserted;
    counts.updated += updated;
    counts.unchanged += unchanged;
    counts.read += inserted + updated + unchanged;
  }

  refused({ line, faults }: RejectedRow): void {
    this.counts.read++;
    this.counts.rejected++;
    const told = faults.map((fault) => ({ line, ...fault }));
    for (const [i, example] of told.entries()) {
      if (faults.findIndex((f) => f.code === example.code) < i) continue;
      const cause = this.causes.get(example.code);
      if (cause) cause.rows++;
      else this.causes.set(example.code, { rows: 1, example });
    }
    const last = this.shown.at(-1);
    // The rows come nearly in order, so most look at the last one alone.
    if (this.shown.length >= SHOWN && last && last.line <= line) return;
    this.shown = [...this.shown, ...told].sort((a, b) => a.line - b.line).slice(0, SHOWN);
  }

  get faults(): RowFault[] {
    return this.shown;
  }

  /** The reason that most of the refused rows share, with the first of them. */
  get mostly(): string | null {
    const [most] = [...this.causes.values()].sort((a, b) => b.rows - a.rows);
    if (!most) return null;
    const { code, cell, line, message } = most.example;
    return `${most.rows} of them ${code} (${wordOf(most.example)}), first in ${cell ?? `line ${line}`}: ${message}`;
  }

  /** Set where more than a tenth of the rows is rejected. */
  get warning(): string | null {
    const { read, rejected } = this.counts;
    if (rejected * LOUD <= read) return null;
    const percent = Math.round((rejected * 1_000) / read) / 10;
    return `${rejected} of ${read} rows (${percent} %) are rejected, ${this.mostly}`;
  }
}
