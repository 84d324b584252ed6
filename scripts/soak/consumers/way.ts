/** An event as a consumer gets it. */
export interface Heard {
  position: number;
  /** Hexadecimal. */
  hash: string;
  /** Where to go on behind it. */
  cursor: string;
}

export interface Listening {
  /** The hub process to ask this time. */
  hub: string;
  key: string;
  /** Cursor to go on behind. */
  after: string;
  /** Called with each event, in the order in which it came. */
  heard(event: Heard): void;
  /** A cursor that moved on past events that are not this consumer's to see. */
  moved(cursor: string): void;
  /** Ends the listening; a way ends by itself too, when its hub dies. */
  signal: AbortSignal;
}

/** A way out of the hub: listens until its connection ends, by whomever. What goes wrong ends it too; the consumer comes back. */
export interface Way {
  name: string;
  /** It may go back by itself, to what it was not told to be taken; elsewhere each event of a connection is later than the last. */
  repeats?: boolean;
  listen(listening: Listening): Promise<void>;
}

/** Not a lost connection: the content is wrong. */
export class Broken extends Error {}

/** What every way asks of an event. */
export const FIELDS = 'position cursor hash';
