import type { Fault } from '../rejected/refusal.js';
import type { Counts } from '../table/outcome.js';

/** A fault of a row, with the line that the row starts on. */
export interface RowFault extends Fault {
  line: number;
}

/** A version that a row makes, or would make. */
export interface Change {
  /** Line of the file that the row starts on. */
  line: number;
  /** What identifies the record in its register: document number, or unified social credit code. */
  record: string;
  outcome: 'INSERTED' | 'UPDATED';
  /** The fields that differ, named as the API names them; `before` is null where the record is new. */
  fields: Record<string, { before: unknown; after: unknown }>;
}

/** What an import did, or, as a dry run, would do. */
export interface ImportSummary extends Counts {
  file: string;
  /** What `hub import undo` takes back; empty of a dry run, which has none. */
  receipt: string;
  /** Nothing was written: the counts are what an import would give. */
  dryRun: boolean;
  /** All of the file was written together. */
  atomic: boolean;
  /** Where the rejected rows are; null where there are none, and of a dry run, which writes no file either. */
  rejectedFile: string | null;
  /** What somebody should look at before anything else: more than a tenth of the rows is rejected, and why most of them are. */
  warning: string | null;
  /** The first faults, in the order of their lines; all of them are in the rejected file. */
  faults: RowFault[];
  /** Of a dry run: some of the versions that it would make, those that change a record before those that are new. */
  changes: Change[];
  /** How the file was read where it does not say so itself: what the options said. */
  assumed: string[];
  /** Of the file's bytes, in hexadecimal, where whoever handed it in has it. */
  sha256?: string;
  seconds: number;
  rowsPerSecond: number;
}
