import { withoutPersonalData } from '../../kernel/personal-data.js';
import { parseUscc } from '../../kernel/uscc.js';
import type { RegisterHeaders } from '../../register/core.js';
import type { KnownHeaders } from './known.js';

/** What is missing in a file's header, what was found, and what it may have meant. */
export function missingColumns(known: KnownHeaders, header: readonly string[], missing: readonly string[]): string {
  const { headers } = known;
  const hint = header.some((h) => parseUscc(h).ok)
    ? 'the first line is a record: put the line with the columns’ names before it; '
    : header.length === 1 && /[\t;|]/.test(header[0] as string)
      ? 'separate the columns by commas; '
      : '';
  const optional = Object.keys(headers.fields).filter((f) => !headers.required.includes(f));
  const meant = proposals(known, header);
  return `${hint}missing: ${expected(headers, missing)}; found: ${list(header)}${meant && `; did you mean ${meant}?`}; needed are ${expected(headers, headers.required)}; also known are ${expected(headers, optional)}`;
}

/** What each header that nobody knows may have meant; empty where none is like any. */
export const proposals = (known: KnownHeaders, header: readonly string[]): string =>
  header
    .filter((h) => known.of(h) === undefined)
    .slice(0, LISTED)
    .flatMap((h) => {
      const near = known.nearest(h);
      return near === null ? [] : [`${near} by ${shown(h)}`];
    })
    .join(', ');

export const expected = (headers: RegisterHeaders, fields: readonly string[]): string =>
  fields
    .map((f) => {
      const usual = headers.fields[f]?.[0];
      if (!usual) return f;
      return headers.internal?.includes(f) ? usual : `${f} (${usual})`;
    })
    .join(', ');

const LISTED = 20;

/** Whatever stands in a file's first line, in one line of ours. */
export function shown(header = ''): string {
  const text = withoutPersonalData(header);
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
export const list = (headers: readonly string[]): string =>
  headers
    .slice(0, LISTED)
    .map((h) => shown(h))
    .join(', ') + (headers.length > LISTED ? ` and ${headers.length - LISTED} more` : '');
