import type { Problem } from '../../kernel/errors.js';
import { LONGEST_CELL } from '../table/table.js';

/** So much of a text stays where it is too long to be repeated. */
const SHOWN = 200;

/** Stands at the end of a text of which only the beginning is there: handed in again with it, a row is refused again. */
export const CUT = '…【已截短，请填写完整内容】';

/** The beginning of a text that is too long. No digits stand at its end: half of a person's number is told from no other number. */
export const shortened = (text: string): string =>
  text.length > SHOWN ? `${text.slice(0, SHOWN).replace(/[\dXx\ud800-\udbff]+$/, '')}${CUT}` : text;

/** What is wrong with a row of which a part has more characters than any record. */
export const tooLong = (what: string, longest = LONGEST_CELL): Problem => ({
  path: '',
  code: 'TOO_LONG',
  message: `${what} has more than ${longest} characters, of which the first are shown; shorten it`,
});
