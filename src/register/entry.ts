import type { Db } from '../../db/client.js';
import type { Action } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/core.js';
import type { ClockWork, DayWork, ImportSpec, Ledger, LongDayWork } from '../exchange/core.js';
import type { RawRecord } from '../kernel/record-reader.js';
import type { Catalogue } from '../reference/core.js';
import type { RegisterHeaders } from './files.js';

/** The permission page's action of who provides a register's records. */
export type SubmitAction = Extract<Action, `${string}.submit`>;

/** What a register is opened over. */
export interface RegisterParts {
  db: Db;
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
}

/** How raw records become records of a register, and how an import of them is taken back. */
export interface Intake<Command = unknown, Row extends object = object, Facts = unknown> {
  /** Checks a raw record. Throws RecordFault. */
  read(raw: RawRecord): Command;
  register: ImportSpec<Command, Row, Facts>;
}

/** A register as `hub import` writes it: every register's is one of the unknown kind. */
export interface Importer extends Intake {
  action: SubmitAction;
  /** All columns of its files. */
  headers: RegisterHeaders;
}

/** What is kept as a register's records are, whether or not it has files. */
export interface LedgerEntry {
  /** Its tables as the log knows them. */
  ledger: Ledger;
  /** What it takes back after a clock was ahead. */
  clockWorks?(db: Db): readonly ClockWork[];
  /** What days bring to it by themselves. */
  dayWorks?(db: Db): readonly (DayWork | LongDayWork)[];
}
