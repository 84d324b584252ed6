import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  numeric,
  type PgColumn,
  type PgColumnBuilderBase,
  type PgTable,
  type PgTableExtraConfigValue,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Fact, FactKind, Facts } from '../../src/register/facts.js';
import { code, hub, instant, oneOf, RECORDED_ON, someOf } from './base.js';
import { enterprise } from './enterprise.js';
import { provenance, superseded } from './provenance.js';
import { division } from './reference.js';

/** A register's present versions, and those that they superseded. */
export interface RegisterTables {
  name: string;
  live: PgTable;
  history: PgTable;
  /** Columns by the names of the facts. */
  column(fact: string): string;
}

export const columnName = (fact: string): string => fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What each kind of fact is stored as. */
const COLUMN: Record<FactKind, (name: string, fact: Fact) => PgColumnBuilderBase> = {
  term: (name, { vocabulary }) => text(name, { enum: (vocabulary?.codes ?? []) as [string, ...string[]] }),
  terms: (name, { vocabulary }) => text(name, { enum: (vocabulary?.codes ?? []) as [string, ...string[]] }).array(),
  text: (name) => text(name),
  code: (name) => text(name),
  day: (name) => date(name, { mode: 'string' }),
  instant: (name) => instant(name),
  yuan: (name) => numeric(name, { precision: 20, scale: 2 }),
  count: (name) => integer(name),
  decimal: (name, { range: [, most] = [0, 0] }) =>
    numeric(name, { precision: String(Math.trunc(most)).length + 2, scale: 2, mode: 'number' }),
  flag: (name) => boolean(name),
  reference: (name) => bigint(name, { mode: 'number' }),
};

/** The columns of these facts, with the provenance of each version. */
export function columnsOf<F extends Facts>(facts: F) {
  const columns = Object.entries(facts).map(([name, fact]) => {
    const column = COLUMN[fact.kind](columnName(name), fact);
    return [name, fact.need === 'optional' ? column : (column as ReturnType<typeof text>).notNull()];
  });
  return { ...(Object.fromEntries(columns) as Record<keyof F & string, ReturnType<typeof text>>), ...provenance() };
}

/** What the database checks of a fact by itself. */
export function checksOf(table: string, facts: Facts): PgTableExtraConfigValue[] {
  return Object.entries(facts).flatMap(([name, { kind, vocabulary, range, notBefore, about, lasts }]) => {
    const column = columnName(name);
    const named = `${table}_${column}`;
    const holds: string[] = [];
    if (notBefore) holds.push(`${column} >= ${columnName(notBefore)}`);
    if (lasts) {
      const first = `coalesce(${lasts.from.map(columnName).join(', ')})`;
      holds.push(`${column} between ${first} and ${first} + interval '${lasts.years} years'`);
    }
    if (about) {
      const day = columnName(about.day);
      holds.push(about.needed ? `(${day} is null) = (${column} is null)` : `${column} is null or ${day} is not null`);
    }
    if (holds.length > 0)
      return [check(named, sql.raw(holds.map((one) => (holds.length > 1 ? `(${one})` : one)).join(' and ')))];
    if (kind === 'term' && vocabulary) return [check(named, oneOf(column, vocabulary.codes))];
    if (kind === 'terms' && vocabulary) return [check(named, someOf(column, vocabulary.codes))];
    if (kind === 'decimal' && range) return [check(named, sql.raw(`${column} between ${range[0]} and ${range[1]}`))];
    return [];
  });
}

/** Columns of the table of present versions, for what a register adds to it. */
export type Columns<F extends Facts> = Readonly<
  Record<(keyof F & string) | keyof ReturnType<typeof provenance> | 'id' | 'uscc' | 'divisionCode', PgColumn>
>;

/**
 * The two tables of a register, from its facts: identity, enterprise and division (the one it belonged to then), the facts, provenance;
 * with the indexes that every register has. `by` is the day that its lists are ordered by; `more` adds its own indexes and checks.
 * A migration by hand calls `hub.guard_register` for them (db/README.md).
 */
export function registerTables<F extends Facts>(
  name: string,
  facts: F,
  { by, more = () => [] }: { by: keyof F & string; more?: (t: Columns<F>) => PgTableExtraConfigValue[] },
): RegisterTables & { tables: [PgTable, PgTable] } {
  const live = hub.table(
    name,
    {
      id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
      uscc: code('uscc')
        .notNull()
        .references(() => enterprise.uscc),
      divisionCode: code('division_code')
        .notNull()
        .references(() => division.code),
      ...columnsOf(facts),
    },
    (t) => {
      const columns = t as unknown as Columns<F>;
      return [
        uniqueIndex(`${name}_document`).on(t.providerId, t.documentNumber),
        index(`${name}_uscc`).on(t.uscc, columns[by]),
        ...more(columns),
        ...checksOf(name, facts),
        check(`${name}_document_number`, sql`document_number is not null`),
      ];
    },
  );
  const history = hub.table(
    `${name}_history`,
    {
      id: bigint('id', { mode: 'number' }).notNull(),
      uscc: code('uscc').notNull(),
      divisionCode: code('division_code').notNull(),
      ...columnsOf(facts),
      ...superseded(),
    },
    (t) => [primaryKey({ columns: [t.id, t.position] }), index(`${name}_history_uscc`).on(t.uscc)],
  );
  return { name, live, history, column: columnName, tables: [live, history] };
}

/** What a day ends, looked for every day: behind its last day, or with the day of its end. Few lie ahead. */
export const endingIndex = (
  name: string,
  day: PgColumn,
  id: PgColumn,
  ends: 'BEHIND' | 'WITH',
): PgTableExtraConfigValue => {
  const ahead = sql`${sql.raw(day.name)} ${sql.raw(ends === 'BEHIND' ? '>=' : '>')} ${RECORDED_ON}`;
  return index(name).on(day, id).where(ahead);
};
