import type { Where } from '../../db/where.js';
import type { Action } from '../access/index.js';
import type { Vocabulary } from '../kernel/words.js';
import type { FactName, Row } from './document.js';
import type { Facts } from './facts.js';
import type { RegisterView } from './register.view.js';

/** A filter's field: by a fact, or with a condition of its own. */
export type FilterField<F extends Facts> = { description: string } & (
  | { fact: FactName<F>; by: 'anyOf' | 'hasAny' | 'is' | 'from' | 'until' | 'set' }
  | { vocabulary: Vocabulary<string>; where(where: Where, value: string, view: RegisterView): void }
);

/** The filter's fields, with that of the standing. */
export function filtersOf<F extends Facts>({ filters = {}, status }: RegisterWords<F>) {
  const { sql, vocabulary } = status ?? {};
  if (sql === undefined || !vocabulary) return filters;
  const where = (where: Where, value: string, { today }: RegisterView) =>
    where.and(`(${sql.replaceAll('?', `${where.value(today)}::date`)}) = ?`, value);
  return { ...filters, status: { vocabulary, where, description: 'Standing so today.' } } as typeof filters;
}

/** What people read of a register in the schema, and which parts of the graph it has. English first, the official Chinese term in it. */
export interface RegisterWords<F extends Facts> {
  /** Name of the type: `SafetyLicence`; of its version, input, filter and list by it. */
  type: string;
  description: string;
  /** Of the type of a version. */
  version?: string;
  /** Of the input. */
  input: string;
  /** Of the filter; left out: there is no list. */
  filter?: string;
  /** The mutation: `submitLicences` is the register's `operation`. */
  submit: string;
  /** Query of one record by its id; left out: there is none. */
  one?: { field: string; description: string };
  list?: { field: string; description: string };
  /** Fields of the enterprise: the record in force, and all of them. */
  enterprise?: { inForce?: { field: string; description: string }; all?: { field: string; description: string } };
  /** Whether the type is an entity by its id, which others' subgraphs may refer to. */
  entity?: boolean;
  /** Fields of the document. */
  documentNumber: { type: string; input: string };
  uscc: { type: string; input: string };
  division?: { type?: string; input?: string; version?: string };
  /** The record's standing, computed of its days and a day; with the same as SQL, where `?` stands for the day, lists are filtered by it. */
  status?: {
    vocabulary: Vocabulary<string>;
    of(row: Row<F>, on: string): string;
    sql?: string;
    description: string;
  };
  /** Facts that only who may do an action reads; others are refused. */
  refused?: Partial<Record<FactName<F>, Action>>;
  /** Fields of the filter beside `uscc` and `division`. */
  filters?: Readonly<Record<string, FilterField<F>>>;
  filterUscc?: string;
  filterDivision?: string;
  /** History's description, where not every version is shown to everybody. */
  history?: string;
}

/** The words of an input and of its mutation that are the same for every register: "A licence", "licences". */
export const submissionWords = (one: string, many: string) => ({
  input: `${one}. The document number identifies it at its provider; a repeat with other facts is a new version. In a repeat, a field that is left out stays as it is; an explicit null clears it.`,
  submit: `Submits up to 1,000 ${many}. Each is inserted, updated, unchanged or rejected by itself.`,
});
