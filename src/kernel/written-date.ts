import { parseDate, parseInstant, whyNoInstant } from './date.js';

/** Year first, with one separator throughout, or none; then maybe a time of day without an offset. */
const WRITTEN =
  /^(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2}))(?:[T ]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[分秒]?)?$/;

/** A date and a time of day as files write them, in the forms of this hub; null where the text is neither. */
function written(text: string): { date: string; time: string | null } | null {
  const m = WRITTEN.exec(text.normalize('NFKC').trim());
  if (!m) return null;
  const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
  const date = parseDate(`${m[1] ?? m[5] ?? m[8]}-${two(m[3] ?? m[6] ?? m[9])}-${two(m[4] ?? m[7] ?? m[10])}`);
  if (!date) return null;
  if (m[11] === undefined) return { date, time: null };
  const time = `${two(m[11])}:${two(m[12])}:${two(m[13])}`;
  return parseInstant(`${date}T${time}`) ? { date, time } : null;
}

/**
 * A calendar date as spreadsheets and agencies write it: `2010-01-02`, `2010/1/2`, `2010.1.2`, `20100102`, `2010年1月2日`, with
 * full-width digits, with a time behind it. Null for anything else: `1/2/2010` may be either of two days.
 */
export const parseWrittenDate = (text: string): string | null => parseDate(text) ?? written(text)?.date ?? null;

/** An instant, also as `2010/1/2 8:30` and `2010年1月2日 8时30分`, which are of Shanghai. Null for anything else, a day alone among it. */
export function parseWrittenInstant(text: string): Date | null {
  const instant = parseInstant(text);
  if (instant) return instant;
  const found = written(text);
  return found?.time ? parseInstant(`${found.date}T${found.time}`) : null;
}

/** What is wrong with a text that is no instant, in whichever form it names a day. */
export function whyNoWrittenInstant(text: string): string {
  const found = written(text);
  return found && !found.time ? whyNoInstant(text, found.date) : whyNoInstant(text);
}
