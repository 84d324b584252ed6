/** An event, with the fields that `query` selects. */
export type Followed = Record<string, unknown>;

/** Keeps events and the cursor behind them, at once or not at all. */
export interface Sink {
  /** The cursor that was kept last; null where none was. */
  load(): Promise<string | null>;
  save(events: Followed[], cursor: string): Promise<void>;
  close(): Promise<void>;
}

export interface Following {
  /** Address of the hub. */
  hub: string;
  key?: string | undefined;
  /** Left out: `events`, with what each event says. */
  query?: string;
  variables?: Record<string, unknown>;
  /** Where no cursor was kept yet: one, or `oldest` or `now`. */
  from?: string;
  sink: Pick<Sink, 'load' | 'save'>;
  signal?: AbortSignal;
  say?(line: string): void;
}

/** It cannot go on, and trying again does not help. */
export class Refused extends Error {
  code?: string;
}
/** Follows until `signal`; answers how many events were saved. */
export function follow(following: Following): Promise<number>;
export function fileSink(file: string, state?: string): Sink;
export function tableSink(url: string): Promise<Sink>;
/** Replaces a file whole, on the disk too. */
export function replace(file: string, text: string): Promise<void>;
