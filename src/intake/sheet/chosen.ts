import { ImportError } from '../table/import-error.js';

/** A sheet of a workbook, or a table of a page, as somebody may ask for it. */
export interface Choice {
  name: string;
  hidden: boolean;
}

const MOST_LISTED = 20;

/** What there is to choose from, numbered as whoever looks at it counts. */
export function listed(all: readonly Choice[]): string {
  let number = 0;
  const said = all.map(({ name, hidden }) => (hidden ? `${shown(name)} (hidden)` : `${++number} ${shown(name)}`));
  const more = said.length - MOST_LISTED;
  return said.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export const shown = (name: string): string => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);

/** Names are compared as they look: without case, and without spaces at their edges. */
const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/**
 * The sheet that is asked for, by its name, else by its number among those that are seen; where none is asked for, the first
 * that is seen. Throws ImportError, which lists them, where there is none.
 */
export function chosen<C extends Choice>(file: string, all: readonly C[], asked: string | undefined): C {
  const seen = all.filter(({ hidden }) => !hidden);
  if (asked === undefined) {
    const first = seen[0] ?? all[0];
    if (!first)
      throw new ImportError(`${file}: is a workbook without sheets; open it in a spreadsheet and save it anew`);
    return first;
  }
  const named = all.find(({ name }) => name === asked) ?? all.find(({ name }) => plain(name) === plain(asked));
  const found = named ?? (/^\d{1,6}$/.test(asked.trim()) ? seen[Number(asked) - 1] : undefined);
  if (!found) throw new ImportError(`${file}: has no sheet ${shown(asked)}; it has ${listed(all)}`);
  return found;
}
