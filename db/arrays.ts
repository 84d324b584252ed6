/**
 * One-dimensional arrays as the driver is told of them. Left to itself it asks the database for the array types on every new
 * connection, and a connection that is lost while it asks ends the process: nobody looks at that answer (postgres.js 3.4.9,
 * fetchArrayTypes). The numbers are PostgreSQL's own, the same in every version.
 */
const TEXTS = [1009, 1015, 1016, 2951]; // text, varchar, bigint, uuid
const NUMBERS = [1005, 1007, 1022]; // smallint, integer, double precision

const quoted = (element: unknown): string =>
  element === null ? 'null' : `"${String(element).replace(/["\\]/g, '\\$&')}"`;
const serialize = (elements: unknown): unknown =>
  Array.isArray(elements) ? `{${elements.map(quoted).join(',')}}` : elements;

const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}"]+)/gs;
const parse = (text: string): (string | null)[] =>
  [...text.matchAll(ELEMENT)].map(([, inQuotes, bare]) => {
    if (inQuotes !== undefined) return inQuotes.replace(/\\(.)/gs, '$1');
    return bare === 'NULL' ? null : (bare as string);
  });

const type = <T>(from: number[], read: (text: string) => T) => ({
  to: from[0] as number,
  from,
  serialize,
  parse: read,
});

/** What every connection of the hub has instead of the driver's question. */
export const ARRAYS = {
  fetch_types: false,
  types: {
    texts: type(TEXTS, parse),
    numbers: type(NUMBERS, (text) => parse(text).map((e) => (e === null ? null : Number(e)))),
  },
};
