import type { Orm } from '../../db/client.js';
import type { PlaceFacts } from '../exchange/core.js';
import type { RegisterParts } from './entry.js';
import type { Facts } from './facts.js';
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

/** Fields of a document in a file, in the order of the columns there, and the columns of the table that hold them. */
export const documentFields = <F extends Facts>(
  { stored }: RegisterStore<F>,
  order: readonly string[],
): Readonly<Record<string, string>> => ({
  documentNumber: 'document_number',
  uscc: 'uscc',
  division: 'division_code',
  ...Object.fromEntries(order.map((name) => [name, stored.tables.column(name)])),
});

/** The headers of these facts in files, beside what every document says. */
export const documentHeaders = (facts: Facts, order: readonly string[] = Object.keys(facts)) => ({
  required: ['documentNumber', 'uscc', ...order.filter((name) => facts[name]?.need === 'required')],
  fields: Object.fromEntries(order.map((name) => [name, facts[name]?.headers ?? []])),
});
