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
  /** The log goes on from there: what was heard behind it is no more. `cursor`: the same place, to go on from. */
  restored(beganAfter: number, cursor?: string): void;
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

/** What was held is no more from some place on: where to go on, and from which position on, where that was said. */
export class WentBack extends Error {
  constructor(
    readonly common: string,
    readonly from: number | null,
  ) {
    super('CURSOR_INVALID');
  }
}

interface Refusal {
  extensions?: { code?: string; common?: string; lost?: { from: number } };
}

/** The errors of an answer, as what they mean to a consumer. */
export function refusalOf(errors: unknown): Error {
  const [first] = (Array.isArray(errors) ? errors : [errors]) as [Refusal | undefined];
  const { code, common, lost } = first?.extensions ?? {};
  if (code === 'CURSOR_INVALID' && common) return new WentBack(common, lost?.from ?? null);
  return new Error(JSON.stringify(errors));
}

/** What stands beside an answer, where the log went back. */
export interface Beside {
  restored?: { beganAfter: number; cursor: string };
}

/** What every way asks of an event. */
export const FIELDS = 'position cursor hash';
