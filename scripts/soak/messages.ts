/** What the soak's processes tell one another. */

export interface Access {
  databaseUrl: string;
  /** Addresses of the hub processes: each is killed now and then, and comes back where it was. */
  hubs: string[];
  /** Keys by kind of agency. */
  keys: Record<'MARKET_REGULATION' | 'SAFETY_REGULATOR' | 'COUNTY_GOVERNMENT' | 'OPERATOR', string>;
}

export interface WriterOrders extends Access {
  /** Number of this process' first writer: their marks differ. */
  first: number;
  writers: number;
  reporters: number;
  importers: number;
  importBatch: number;
  holdMs: number;
  batch: number;
}
export type ToWriters = { orders: WriterOrders } | { go: boolean } | { finish: true };

/** What the writers know of their writes: a mark is in each event of a write. */
export interface Ledger {
  /** Mark, number of its events, and the last one's position, as the answer said. */
  committed: [mark: string, events: number, position: number][];
  rolledBack: string[];
  /** Times that a write was sent again under its idempotency key: its outcome not known, or no hub or no database there. */
  repeated: number;
  refused: number;
  failures: string[];
}
export interface FromWriters {
  ledger: Ledger;
}

export interface ConsumerOrders extends Access {
  /** Cursor before the first event. */
  start: string;
  /** What the webhook asks for; null: everything. */
  webhookTypes: string[] | null;
}
export type ToConsumers = { orders: ConsumerOrders } | { finish: { withinMs: number } };

/** What one consumer ended with, held against the log in the database. */
export interface Holding {
  name: string;
  expected: number;
  received: number;
  /** Events that came again, with the id and hash that they had. */
  duplicates: number;
  lost: number;
  /** Events that it had heard, and was told are no more. */
  withdrawn: number;
  outOfOrder: number;
  /** Not in the log, or not this consumer's to see, or with another content than in the log. */
  foreign: number;
  connections: number;
  failures: string[];
}
export type FromConsumers = { ready: true } | { progress: Record<string, number> } | { holdings: Holding[] };
