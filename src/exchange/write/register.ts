import type { Orm } from '../../../db/client.js';
import type { VersionTables } from '../../../db/versions.js';
import type { Provider } from '../../access/index.js';
import type { Refused } from '../../kernel/record-reader.js';
import type { EventDraft } from '../log/event.js';
import type { EventFamily } from '../log/event.types.js';

/** What the hub adds to a record when it writes it: provenance and recorded time. */
export interface Stamp {
  providerId: string;
  receivedAt: Date;
  recordedAt: Date;
  position: number;
}

/** What a decision may look at beside the command and the present record. */
export interface Recording extends Stamp {
  provider: Provider;
  /** The date of receipt in Shanghai. */
  today: string;
  /** The date of recording in Shanghai, by the clock: "now" for what an event says. */
  recordedOn: string;
  /** The same of a version recorded earlier: its recorded time may have been ahead of the clock (wayback/). */
  recordedDay(at: Date): string;
  /** Last day of which what the day itself brings (a publication, a missed deadline) has been announced. */
  announcedThrough: string;
}

/** A record's outcome. `past` marks a version of an earlier time than the present one's: it goes to the history alone. */
export type Decision<Row> =
  | { status: 'INSERTED'; row: Row }
  | { status: 'UPDATED'; row: Row; past?: boolean }
  | { status: 'UNCHANGED' }
  | Rejection;

/** Why a record is refused; `path` is the input's field at fault, left out where it is the record. */
export interface Reason {
  code: string;
  message: string;
  path?: string;
}

/** The first reason, and the others beside it. */
export interface Rejection extends Reason {
  status: 'REJECTED';
  more?: readonly Reason[];
}

export const reject = (code: string, message: string, path?: string): Rejection => ({
  status: 'REJECTED',
  code,
  message,
  ...(path ? { path } : {}),
});

/** One rejection with every reason of these, so that a record is mended at once; null where there is none. */
export function rejectFor(rejections: readonly (Rejection | null | false)[]): Rejection | null {
  const reasons = rejections.filter((r) => r !== null && r !== false);
  const [first, ...rest] = reasons;
  if (!first || rest.length === 0) return first ?? null;
  const all = reasons.flatMap(({ status: _, more = [], ...reason }) => [reason, ...more]);
  return { ...first, more: all.slice(1) };
}

/** How a register takes an import back (undo/). */
export interface TakeBack<Row> {
  tables: VersionTables;
  /** Of the register's events: they say which records a position is of. */
  family: EventFamily;
  /** The event of a record that ends because it was recorded in error 误录. */
  retracted(row: Row, recording: Pick<Recording, 'recordedDay' | 'announcedThrough'>): EventDraft;
  /** The former facts as they hold again; left out: as they stood. */
  restored?(former: Row, present: Row): Row;
  /**
   * A correction of the past is taken back: what is to be said of that time again, given the versions that stay; null: nothing
   * else is known of it; undefined: somebody has said it since.
   */
  restoredPast?(correction: Row, others: Row[]): Row | null | undefined;
}

/** How a room takes part in a batch: `prepare` reads, `decide` and `eventOf` are pure, the rest writes. */
export interface RegisterSpec<Command, Row extends object, Facts> {
  /** For the submission's record and for messages. */
  operation: string;
  /** What identifies a record: equal keys are versions of one record. */
  keyOf(command: Command, provider: Provider): string;
  /** True where a key names one record whoever submits it; left out: it names a record of its provider. */
  shared?: boolean;
  /** Everything that the decisions of a batch need, in a fixed number of statements. */
  prepare(orm: Orm, commands: Command[], provider: Provider): Promise<{ current: Map<string, Row>; facts: Facts }>;
  decide(command: Command, current: Row | undefined, facts: Facts, recording: Recording): Decision<Row>;
  /** Hears of a version that the batch makes, for what its later decisions look at. */
  decided?(command: Command, before: Row, row: Row, facts: Facts): void;
  /** Whether two versions of one record say the same; left out: records of one submission about one key are each taken by itself. */
  same?(one: Row, other: Row): boolean;
  /** Whether a record itself says since when it holds: then it tells a history, whatever others say of the same key. */
  dated?(command: Command): boolean;
  /** Rows whose id the database gives get it here: their events name it. */
  insert(orm: Orm, rows: Row[]): Promise<void>;
  update(orm: Orm, rows: Row[]): Promise<void>;
  insertPast?(orm: Orm, rows: Row[], recording: Stamp): Promise<void>;
  /** True where the database gives no id to a new row: its event can then be made while the row is being written. */
  whole?: boolean;
  /** The event of a version that was written: every version has one. */
  eventOf(row: Row, before: Row | undefined, recording: Recording, command: Command): EventDraft;
  /** Left out where no import writes by it. */
  takeBack?: TakeBack<Row>;
}

/** A register that files are imported into: what they wrote can be taken back. */
export type ImportSpec<Command, Row extends object, Facts> = RegisterSpec<Command, Row, Facts> & {
  takeBack: TakeBack<Row>;
};

/** A record as it arrived: checked into a command, or refused with the reasons. */
export type Checked<Command> = { ok: true; command: Command } | Refused;
