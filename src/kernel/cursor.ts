import { decodedJson, encodedJson } from './base64url.js';
import { HubError } from './errors.js';

/**
 * Keyset cursors: the sort key of the last row seen, with the name of the list it belongs to. A page is "the rows after
 * this key", so rows inserted meanwhile neither repeat nor skip what the caller has already seen.
 */
export function writeCursor(list: string, key: readonly (string | number)[]): string {
  return encodedJson([list, ...key]);
}

/** What a part of a key looks like. */
export type Check = RegExp | ((part: string) => boolean);
const passes = (check: Check, part: string): boolean => (check instanceof RegExp ? check.test(part) : check(part));

/** The key of a cursor of this list, its parts as texts. Anything else is CURSOR_INVALID. */
export function readCursor(list: string, cursor: string, checks: readonly Check[]): string[] {
  const parts = decode(cursor);
  if (parts?.[0] !== list || parts.length !== checks.length + 1) throw invalid();
  const key = parts.slice(1);
  if (!key.every((part, i) => passes(checks[i] as Check, part))) throw invalid();
  return key;
}

function decode(cursor: string): string[] | null {
  const parts = decodedJson(cursor);
  return Array.isArray(parts) && parts.every((p) => typeof p === 'string' || typeof p === 'number')
    ? parts.map(String)
    : null;
}

const invalid = () =>
  new HubError('CURSOR_INVALID', 'this cursor is not one of this list; start again without `after`');
