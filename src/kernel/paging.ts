import { readCursor, writeCursor } from './cursor.js';
import { HubError, limitExceeded } from './errors.js';
import { Page } from './page.type.js';

/** Most rows of one page. */
export const MAX_PAGE = 500;

/** A checked page size. */
export function pageSize(first: number): number {
  if (first < 0)
    throw new HubError('LIMIT_EXCEEDED', `first: from 0 to ${MAX_PAGE}, got ${first}`, {
      limit: 'first',
      max: MAX_PAGE,
    });
  if (first > MAX_PAGE) throw limitExceeded('first', MAX_PAGE, first);
  return first;
}

/** A page of what was fetched with one row more than asked, so that `hasNextPage` costs no second statement. */
export function pageOf<T>(rows: T[], first: number, cursorOf: (row: T) => string, after: string | null): Page<T> {
  const more = rows.length > first;
  return new Page(more ? rows.slice(0, first) : rows, cursorOf, more, after !== null);
}

/**
 * A page of a list in the order of its rows' ids, which are numbers: `read` fetches one row more than asked, behind the id of
 * the cursor. CURSOR_INVALID for another list's.
 */
export async function pageById<T extends { id: string }>(
  list: string,
  { first, after }: { first: number; after: string | null },
  read: (after: string | null, limit: number) => Promise<T[]>,
): Promise<Page<T>> {
  const limit = pageSize(first);
  const [id = null] = after === null ? [] : readCursor(list, after, [/^\d{1,18}$/]);
  return pageOf(await read(id, limit), limit, (row) => writeCursor(list, [row.id]), after);
}
