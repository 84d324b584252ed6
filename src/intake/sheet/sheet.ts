import type { Row } from '../table/table.js';

/** A sheet, or a page's table, that is being read: its rows as a CSV's would be. */
export interface Sheet {
  /** Rows with any text in them, in their order, some at a time. */
  rows: AsyncIterable<Row[]>;
  /** False where some lines are in doubt between encodings: their rows are marked (source/encoding.ts). Left out: none is. */
  alike?: boolean;
  /** What was read, for a message about what it lacks: the sheet and what else there is. */
  about: string;
  /** Of the file itself, packed where it is packed. */
  bytesTotal: number;
  bytesRead(): number;
  close(): Promise<void>;
}

/** What is to be read. */
export interface SheetInput {
  path: string;
  /** What messages call it. */
  name: string;
  /** Name or number (from 1) of the sheet; undefined: the first that is seen. */
  asked: string | undefined;
  warn(message: string): void;
}
