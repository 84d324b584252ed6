import type { HubError } from './errors.js';

/** A standby that requests read from (db/README.md, "Reads from standbys"): one object for all of them. */
export interface Place {
  /** Takes a statement of one of the database's lanes; false where it has no such lane. */
  take(lane: string, statement: never): boolean;
  /** Waits for a moment until it has come as far as a position of the log; where it does not, the rest is read where it is written. */
  reach(position: number, patience: Patience): Promise<void>;
}

type Listener = (why: HubError) => void;

/**
 * How long somebody waits for what is done on their behalf: until they are answered, they leave, or their time is over. What is
 * done for nobody any more is given up: a statement that runs is cancelled in the database (db/lane.ts).
 *
 * Lighter than an AbortSignal, because one is made for every request and listened to by every statement of it.
 */
export class Patience {
  /** Why nobody waits any more; null while somebody does. */
  over: HubError | null = null;
  /** Where else what is read on this behalf is read; null: where it is written. */
  place: Place | null = null;
  /** Few, and most of them short-lived: a list is lighter than a set. */
  private listeners: Listener[] | null = null;
  private controller: AbortController | null = null;

  /** Ends it, once: what listens is told in the order in which it came. */
  end(why: HubError): void {
    if (this.over) return;
    this.over = why;
    const told = this.listeners;
    this.listeners = null;
    if (told) for (const listener of told) listener(why);
    this.controller?.abort(why);
  }

  /** Calls `listener` when it ends; at once where it has. It must not throw. */
  onEnd(listener: Listener): void {
    if (this.over) {
      listener(this.over);
      return;
    }
    if (this.listeners) this.listeners.push(listener);
    else this.listeners = [listener];
  }

  offEnd(listener: Listener): void {
    const { listeners } = this;
    if (!listeners) return;
    // The last that came is mostly the first that goes.
    const at = listeners.lastIndexOf(listener);
    if (at === listeners.length - 1) listeners.pop();
    else if (at >= 0) listeners.splice(at, 1);
  }

  /** The same as a signal, for what takes one. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.over) this.controller.abort(this.over);
    return this.controller.signal;
  }
}

let present: Patience | null = null;

/** Whose patience the code that runs now is tried by; null: nobody's, so it is never given up. */
export const patienceNow = (): Patience | null => present;

/** Whose behalf this is, for what goes on behind an `await`: runs each further piece of work in it. */
export function onBehalf(): <T>(work: () => T) => T {
  const patience = present;
  return (work) => during(patience, work);
}

/**
 * Runs `work` on somebody's behalf. It holds for what `work` does before it first waits: a statement notes whose it is when it is
 * made. Behind an `await` it is said again (README of this room, "On whose behalf").
 */
export function during<T>(patience: Patience | null, work: () => T): T {
  const before = present;
  present = patience;
  try {
    return work();
  } finally {
    present = before;
  }
}
