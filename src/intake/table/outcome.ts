/** What became of the rows that were read: `read` is the sum of the others, at every moment. */
export interface Counts {
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/** What an import left that did not run to its end. */
export interface Outcome extends Counts {
  /** It was to be whole and is not, so nothing of it stays: its rows that are not rejected are `unchanged`. */
  nothingKept: boolean;
  /** Where the rejected rows are; null where none are kept. */
  rejectedFile: string | null;
}

/** The counts of a file of which nothing is kept: no row of it changed anything. */
export const withNothingKept = ({ read, rejected }: Counts): Counts => ({
  ...{ read, inserted: 0, updated: 0 },
  ...{ unchanged: read - rejected, rejected },
});
