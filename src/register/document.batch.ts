import type { Orm } from '../../db/client.js';
import type { PlaceFacts } from '../exchange/core.js';
import type { RegisterParts } from './entry.js';
import type { FactKind, Facts } from './facts.js';
import type { RegisterStore } from './register.store.js';

/** What decisions about these records know of enterprises and divisions: one statement. */
export const placeFacts = async (
  { directory, catalogue }: Pick<RegisterParts, 'directory' | 'catalogue'>,
  orm: Orm,
  commands: readonly { uscc: string }[],
): Promise<PlaceFacts> => ({
  divisions: await directory.divisions(
    orm,
    commands.map((c) => c.uscc),
  ),
  divisionOf: (code) => catalogue.nearestDivision(code)?.code ?? null,
});

/** Kinds that files have as numbers; an amount is a text, so that it stays exact. */
const NUMBERS: readonly (FactKind | undefined)[] = ['count', 'decimal'];

/** What an export writes of a document, in the order of the columns there: which column holds each field, and which are numbers or lists. */
export const documentFields = <F extends Facts>({ stored }: RegisterStore<F>, order: readonly string[]) => ({
  fields: {
    documentNumber: 'document_number',
    uscc: 'uscc',
    division: 'division_code',
    ...Object.fromEntries(order.map((name) => [name, stored.tables.column(name)])),
  } as Readonly<Record<string, string>>,
  numbers: order.filter((name) => NUMBERS.includes(stored.facts[name]?.kind)),
  lists: order.filter((name) => stored.facts[name]?.kind === 'terms'),
});

/** The headers of these facts in files, beside what every document says. */
export const documentHeaders = (facts: Facts, order: readonly string[] = Object.keys(facts)) => ({
  required: ['documentNumber', 'uscc', ...order.filter((name) => facts[name]?.need === 'required')],
  fields: Object.fromEntries(order.map((name) => [name, facts[name]?.headers ?? []])),
  amounts: order.filter((name) => facts[name]?.kind === 'yuan'),
  days: order.filter((name) => ['day', 'instant'].includes(facts[name]?.kind ?? '')),
  flags: order.filter((name) => facts[name]?.kind === 'flag'),
  texts: order.filter((name) => ['text', 'day', 'instant'].includes(facts[name]?.kind ?? '')),
});
