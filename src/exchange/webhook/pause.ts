const HOUR = 3_600_000;
/** A receiver may ask for a longer pause (Retry-After), up to this. */
export const LONGEST_PAUSE_MS = 10 * HOUR;

const SECONDS = /^\d+$/;
/** The three forms of a date in HTTP (RFC 9110, section 5.6.7). What else a lenient parser takes for a date, such as `-5`, is none. */
const DATES = [
  /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^\w{6,9}, \d{2}-\w{3}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^\w{3} \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * The pause that a Retry-After asks for at `now`, in milliseconds and at most LONGEST_PAUSE_MS, in whatever form it comes; null where
 * it asks for none: absent, of neither form, zero, or a moment that has passed.
 */
export function pauseAsked(header: string | undefined, now: number): number | null {
  const text = header?.trim();
  if (!text) return null;
  const ms = SECONDS.test(text) ? Number(text) * 1_000 : momentOf(text) - now;
  return ms > 0 ? Math.min(ms, LONGEST_PAUSE_MS) : null;
}

/** NaN where the text is no date of HTTP. The asctime form has no zone: it is of GMT, like the others. */
function momentOf(text: string): number {
  const form = DATES.findIndex((date) => date.test(text));
  if (form < 0) return Number.NaN;
  return Date.parse(form === 2 ? `${text} GMT` : text);
}
