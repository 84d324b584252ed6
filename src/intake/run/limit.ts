import { ImportError } from '../table/import-error.js';

/** How many rows of a file may be rejected: so many, or so many of a hundred. */
export type Limit = { rows: number } | { percent: number };

/** Whether more rows are rejected than may be. Of a share it is known only when the file has been read to its end. */
export function passed(
  limit: Limit | null | undefined,
  { read, rejected }: { read: number; rejected: number },
  ended: boolean,
) {
  if (!limit) return false;
  if ('rows' in limit) return rejected > limit.rows;
  return ended && rejected * 100 > limit.percent * read;
}

export const limitText = (limit: Limit): string => ('rows' in limit ? `${limit.rows}` : `${limit.percent}%`);

/** More rows are rejected than may be. */
export class TooManyRejected extends ImportError {
  override name = 'TooManyRejected';
  /** Those that were, to be mended; null: nothing is written beside the file. */
  get rejectedFile(): string | null {
    return this.outcome?.rejectedFile ?? null;
  }
}
