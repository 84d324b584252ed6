import { stringify } from 'csv-stringify/sync';
import { guarded } from './guard.js';

/**
 * A cell with white space at an edge is quoted as well: some programs that files are mended in trim what is not. The package quotes
 * delimiters, quotes and line breaks.
 */
const OPTIONS = { quoted_match: /^\s|\s$/ };

/** Rows as CSV (RFC 4180), each ended by a line feed, none of whose cells a spreadsheet runs as a formula; `guard`: what else it is kept from. */
export const csvText = (rows: readonly (readonly string[])[], guard = guarded): string =>
  stringify(
    rows.map((cells) => cells.map(guard)),
    OPTIONS,
  );
