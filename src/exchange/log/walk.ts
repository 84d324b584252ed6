import { leafOf, linkOf } from './chain.js';
import type { EventRow } from './event.js';

/** What is wrong with the log, and the first position where it is. */
export interface Fault {
  position: number;
  kind: 'MISSING' | 'ALTERED' | 'INSERTED' | 'HEAD' | 'START' | 'CHECKPOINT' | 'RETENTION' | 'REGISTER' | 'ARCHIVE';
  message: string;
  /** Where the chain was forged anew and only a signature shows it: the position lies between `position` and this one. */
  until?: number;
}

/** The chain as it must be, walked one event after another. */
export class Walk {
  constructor(
    /** Last position walked over, and the hash there. */
    public position: number,
    public hash: Buffer,
  ) {}

  /** Goes over the next event; answers what is wrong with it, and then stays where it was. */
  step(event: EventRow): Fault | null {
    const next = this.position + 1;
    if (event.position > next) return missing(next, event.position - 1);
    if (event.position < next)
      return { position: event.position, kind: 'INSERTED', message: `position ${event.position} is there twice` };
    const hash = linkOf(this.hash, leafOf(event, event.salt));
    if (!hash.equals(event.hash)) {
      const message = `the event at position ${next} is not the one that was written: the chain's hash does not follow`;
      return { position: next, kind: 'ALTERED', message };
    }
    this.position = next;
    this.hash = hash;
    return null;
  }
}

export const missing = (from: number, to: number): Fault => ({
  position: from,
  kind: 'MISSING',
  message: from === to ? `position ${from} is missing` : `positions ${from} to ${to} are missing`,
});
