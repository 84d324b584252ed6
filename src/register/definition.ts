import type { Action } from '../access/index.js';
import type { EndedEarly, EventDraft, EventFamily, EventType, Recording } from '../exchange/core.js';
import type { DocumentRules } from './document.decide.js';
import type { FactName, Row } from './document.js';
import type { SubmitAction } from './entry.js';
import type { Facts } from './facts.js';
import type { RegisterStore } from './register.store.js';

/** A day that ends a record: its last day, behind which it has ended, or the day with which its end takes effect. */
export interface Ends<F extends Facts> {
  fact: FactName<F>;
  /** `BEHIND` the day, such as a validity; `WITH` the day, such as a revocation. */
  ends: 'BEHIND' | 'WITH';
  type: EventType;
}

/** What each version tells. What an event says, and what of it is public, is the register’s own. */
export interface RegisterEvents<F extends Facts> {
  /** A version that was written. */
  version(row: Row<F>, before: Row<F> | undefined, recording: Recording): EventDraft;
  /** A record that ends because it was recorded in error. */
  retracted(row: Row<F>, recording: Pick<Recording, 'recordedDay' | 'announcedThrough'>): EventDraft;
  /** A day ended it. */
  ended?(type: EventType, row: Row<F>, day: string): EventDraft;
  /** That it ended is taken back: a clock that was ahead said so, or took it for ended as it answered. */
  reinstated?(row: Row<F>, today: string, wrong: EndedEarly): EventDraft;
}

export interface RegisterDefinition<F extends Facts> {
  /** At the command line: `hub import NAME`, `hub export NAME`. */
  name: string;
  /** What one record is called in messages: "licence 7". */
  noun: string;
  /** The mutation that submits records: `submitLicences`. */
  operation: string;
  facts: F;
  store: RegisterStore<F>;
  /** Lines of the permission page. */
  reads: Action;
  submits: SubmitAction;
  family: EventFamily;
  rules: DocumentRules<F>;
  events: RegisterEvents<F>;
  /** Days that end a record, each with the type that tells it. */
  endings?: readonly Ends<F>[];
  /** The type that takes such an end back, after a clock was ahead. */
  reinstated?: EventType;
  /** Types beside those of the endings that a day brings without a version. */
  withoutVersion?: readonly EventType[];
  /** Order of the facts where a place has another than their own: what was there before the kit keeps its order. */
  order?: {
    file?: readonly FactName<F>[];
    input?: readonly string[];
    type?: readonly string[];
    version?: readonly string[];
  };
}
