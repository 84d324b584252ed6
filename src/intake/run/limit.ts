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

/** More rows are rejected than may be. Those that were are in `rejectedFile`, to be mended; null: nothing is written beside the file. */
export class TooManyRejected extends ImportError {
  override name = 'TooManyRejected';
  rejectedFile: string | null = null;
}
