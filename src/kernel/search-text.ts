import { visible } from './clean-text.js';
import { badInput } from './errors.js';

/** Characters of a text that a list is searched by. What is searched for has fewer: a name has 300, and is found by any part. */
export const LONGEST_SEARCH = 100;

/** A filter's text, as it is seen and without blanks around it; undefined where it is absent or blank, which filters nothing. Longer ones are TOO_LONG. */
export function searchText(path: string, text: string | null | undefined): string | undefined {
  const asked = text && visible(text).trim();
  if (!asked) return undefined;
  const length = [...asked].length;
  if (length <= LONGEST_SEARCH) return asked;
  throw badInput([{ path, code: 'TOO_LONG', message: `has ${length} characters, at most ${LONGEST_SEARCH}` }]);
}
