import type { Action } from '../access/index.js';
import type {
  ClockWork,
  DayWork,
  EndedEarly,
  EventDraft,
  EventFamily,
  EventType,
  ImportSpec,
  LongDayWork,
  PlaceFacts,
  Recording,
} from '../exchange/core.js';
import type { RawRecord, RecordReader } from '../kernel/record-reader.js';
import type { CheckSource } from './check.source.js';
import type { DocumentRules } from './document.decide.js';
import type { Command, FactName, Row } from './document.js';
import type { Intake, LedgerEntry, RegisterParts, SubmitAction } from './entry.js';
import type { Facts } from './facts.js';
import type { RegisterHeaders } from './files.js';
import type { RegisterStore } from './register.store.js';
import type { RegisterWords } from './words.js';

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
  /** What else days bring to it, and what else it takes back after a clock was ahead. */
  more?: { dayWorks?: readonly (DayWork | LongDayWork)[]; clockWorks?: readonly ClockWork[] };
  /** What a credit check weighs of it; left out: nothing. */
  checkSource?: CheckSource<unknown>;
  /** Its words in the graph, and the subgraph that it stands in; left out: it has a graph of its own making. */
  words?: RegisterWords<F> & { subgraph: string };
  /**
   * Columns of its files beside the facts: what its documents' number and the enterprise's code are called there, `internal` ones that
   * `readsAlso` looks at, those that exports have and the hub does not need, and `personal` ones.
   */
  files?: {
    documentNumber?: readonly string[];
    uscc?: readonly string[];
    fields?: Readonly<Record<string, readonly string[]>>;
    unused?: readonly string[];
    personal?: readonly string[];
  };
  /** Looks at what a raw record says beside the facts, and notes its faults: a column `partyKind` that says 自然人. Nothing of it is kept. */
  readsAlso?(r: RecordReader): void;
  /** Order of the facts where a place has another than their own: what was there before the kit keeps its order. */
  order?: {
    file?: readonly FactName<F>[];
    input?: readonly string[];
    type?: readonly string[];
    version?: readonly string[];
  };
}

/** A register: what a command, an import and the graph take of it. */
export interface Register<F extends Facts> extends RegisterDefinition<F>, RegisterEntry {
  /** Checks a raw record. Throws RecordFault. */
  read(raw: RawRecord): Command<F>;
  /** How its records take part in a batch. */
  batch(parts: Omit<RegisterParts, 'db'>): ImportSpec<Command<F>, Row<F>, PlaceFacts>;
}

/** What the one list of registers (src/server/registers.ts) says of each: every command, check and fixture follows from it. */
export interface RegisterEntry extends LedgerEntry {
  action: SubmitAction;
  /** Its own columns; those of every register come by themselves. */
  headers: RegisterHeaders;
  importer(parts: RegisterParts): Intake;
  /** What a credit check weighs of it, where that needs nothing but the register. */
  checkSource?: CheckSource<unknown>;
  /** The register itself, where the kit makes its graph of its words. */
  declared?: Register<Facts>;
}
