import type { Where } from '../../../db/where.js';
import { searchText } from '../../kernel/search-text.js';
import type { Facts } from '../facts.js';
import type { RegisterView } from '../register.view.js';
import { filtersOf, type RegisterWords } from '../words.js';

/** The conditions of a filter as it was given; a field that is null filters nothing. Throws for a text that is too long. */
export function narrowed<F extends Facts>(
  words: RegisterWords<F>,
  column: (fact: string) => string,
  given: Readonly<Record<string, unknown>> | null,
  view: RegisterView,
): (where: Where) => void {
  const asked = Object.entries(filtersOf(words)).flatMap(([name, field]) => {
    const value = given?.[name] ?? undefined;
    if (value === undefined) return [];
    if ('vocabulary' in field) return [(where: Where) => field.where(where, value as string, view)];
    const stored = `r.${column(field.fact)}`;
    if (field.by === 'set') return [(where: Where) => where.and(`(${stored} is not null) = ?`, value)];
    if (field.by === 'anyOf') return [(where: Where) => where.and(`${stored} = any(?)`, value)];
    if (field.by === 'hasAny') return [(where: Where) => where.and(`${stored} && ?::text[]`, value)];
    if (field.by === 'from') return [(where: Where) => where.and(`${stored} >= ?`, value)];
    if (field.by === 'until') return [(where: Where) => where.and(`${stored} <= ?`, value)];
    const text = searchText(`filter.${name}`, value as string);
    return text === undefined ? [] : [(where: Where) => where.and(`${stored} = ?`, text)];
  });
  const { uscc, division } = (given ?? {}) as { uscc?: string | null; division?: string | null };
  return (where) => {
    if (uscc != null) where.and('r.uscc = ?', uscc);
    if (division != null) where.inDivision('r.division_code', division);
    for (const condition of asked) condition(where);
  };
}
