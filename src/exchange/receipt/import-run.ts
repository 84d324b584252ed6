import type { ImportStatus } from '../../kernel/vocabulary.js';

/** What became of the rows of a file. They agree: read is the sum of the others. */
export interface ImportCounts {
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/** A file that was handed in, and how far its import has come. */
export interface ImportRun extends ImportCounts {
  /** Its receipt too. */
  id: string;
  /** Who handed it in; null: an operator, by the command. */
  agencyId: string | null;
  register: string;
  file: string;
  sha256: string | null;
  bytes: number;
  options: object;
  status: ImportStatus;
  dryRun: boolean;
  bytesRead: number;
  message: string | null;
  warnings: string[];
  details: object | null;
  /** Bytes of the rejected file that is kept; null: none is. */
  rejectedBytes: number | null;
  receivedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Goes up with every change of what is shown. */
  revision: number;
}

/** A file as it is handed in. */
export type NewImport = Pick<
  ImportRun,
  'id' | 'agencyId' | 'register' | 'file' | 'sha256' | 'bytes' | 'options' | 'dryRun' | 'receivedAt'
>;

/** How an import ended. */
export interface ImportEnd extends ImportCounts {
  status: Extract<ImportStatus, 'DONE' | 'FAILED' | 'STOPPED'>;
  bytesRead: number;
  message: string | null;
  details: object | null;
  rejectedBytes: number | null;
  warnings: readonly string[];
}

export const isOpen = ({ status }: Pick<ImportRun, 'status'>): boolean =>
  status === 'RECEIVED' || status === 'RUNNING' || status === 'INTERRUPTED';

/** Where the rejected rows of an import are fetched from, below the hub's address. */
export const rejectedPath = (id: string): string => `/imports/${id}/rejected`;

/** Whether it was to be whole and is not: nothing of it stays, and its rows that are not rejected are `unchanged`. */
export const keptNothing = ({ status, options }: Pick<ImportRun, 'status' | 'options'>): boolean =>
  (status === 'FAILED' || status === 'STOPPED') && (options as { atomic?: boolean }).atomic === true;
