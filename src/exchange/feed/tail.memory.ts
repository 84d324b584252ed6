import type { EventRow } from '../log/event.js';

/** What is remembered for those who come a moment later. */
const KEPT = 5_000;
const KEPT_CHARACTERS = 16_000_000;

/** The last events of the log, in order and without a gap. */
export class Memory {
  private kept: EventRow[] = [];
  private characters = 0;

  /** The events after a position, the last of which is `last`; null where not all of them are remembered. */
  since(position: number, last: number): readonly EventRow[] | null {
    const first = this.kept[0]?.position ?? last + 1;
    return position < first - 1 ? null : this.kept.slice(position - first + 1);
  }

  add(batch: readonly EventRow[]): void {
    for (const event of batch) {
      this.kept.push(event);
      this.characters += event.data.length;
    }
    let excess = Math.max(0, this.kept.length - KEPT);
    for (let left = this.characters; left > KEPT_CHARACTERS && excess < this.kept.length; excess++)
      left -= (this.kept[excess] as EventRow).data.length;
    // Dropped in bulk: one shift for each event would copy the list each time.
    if (excess > KEPT / 10 || this.characters > KEPT_CHARACTERS) this.drop(this.kept.splice(0, excess));
  }

  /** The hash at a position, where its event is remembered. */
  hashAt(position: number): Buffer | undefined {
    const first = this.kept[0];
    return first && this.kept[position - first.position]?.hash;
  }

  /** The hash at each remembered position up to one. */
  hashes(until: number): Map<number, Buffer> {
    return new Map(this.kept.filter((e) => e.position <= until).map((e) => [e.position, e.hash]));
  }

  forgetBehind(position: number): void {
    const at = this.kept.findIndex((e) => e.position > position);
    if (at >= 0) this.drop(this.kept.splice(at));
  }

  clear(): void {
    this.drop(this.kept.splice(0));
  }

  private drop(events: readonly EventRow[]): void {
    for (const { data } of events) this.characters -= data.length;
  }
}
