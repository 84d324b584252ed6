import { type Rejection, reject } from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import type { Fact, Facts } from './facts.js';

type Values = Record<string, unknown>;
const dayOf = (values: Values, name: string): string | null => (values[name] as string | null | undefined) ?? null;

/** First day of a term, and its last where the whole of it is granted. */
function termOf({ years, from }: NonNullable<Fact['lasts']>, values: Values): { first: string; last: string } {
  const first = from.map((name) => dayOf(values, name)).find((day) => day !== null) as string;
  return { first, last: addYears(first, years) };
}

/**
 * Fills in what the facts say of one another: a fallback; a last day that each record has (a term that was whole stays whole when its first day changes); and
 * a decision that is taken back takes along what was said of it.
 */
export function fill(facts: Facts, values: Values, said: Values, standing: Values | undefined): void {
  for (const [name, { need, fallback, about, lasts }] of Object.entries(facts)) {
    if (fallback !== undefined) values[name] ??= fallback;
    if (about && dayOf(values, about.day) === null) values[name] = said[name] ?? null;
    if (!lasts || need !== 'filled') continue;
    const shorter = said[name] === undefined && standing && standing[name] !== termOf(lasts, standing).last;
    if (!shorter) values[name] = said[name] ?? termOf(lasts, values).last;
  }
}

/** What the facts alone forbid: a day before one that it follows, a term too long, a decision without its reason, and what is said of none. */
export function unfitting(facts: Facts, values: Values): (Rejection | false)[] {
  return Object.entries(facts).flatMap(([name, { need, notBefore, about, lasts }]) => {
    if (need !== 'filled' && notBefore === undefined && !about && !lasts) return [];
    const value = values[name] ?? null;
    const before = notBefore === undefined ? null : dayOf(values, notBefore);
    const decided = about !== undefined && dayOf(values, about.day) !== null;
    const term = lasts && value !== null && termOf(lasts, values);
    const wrong = term && (String(value) < term.first || String(value) > term.last);
    return [
      need === 'filled' && value === null && reject('REQUIRED', `${name} is required: nothing else says it`, name),
      value !== null &&
        before !== null &&
        String(value) < before &&
        reject('ORDER', `${name} ${value} is before ${notBefore} ${before}`, name),
      wrong === true &&
        reject(
          'VALIDITY',
          `${name} ${value} is not between ${term.first} and ${term.last}, ${lasts?.years} years`,
          name,
        ),
      about !== undefined &&
        decided !== (value !== null) &&
        (decided
          ? about.needed && reject('REQUIRED', `${name} is required: ${about.day} is said`, name)
          : reject('REQUIRED', `${about.day} is required: ${name} is said of it`, about.day)),
    ];
  });
}
