import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { type Orm, prepared } from './client.js';

/**
 * Many rows in one statement, whatever their number: the rows travel as one JSON text and the database reads it with the
 * table's own types (decimals stay exact). One prepared statement serves a single record and a batch of thousands.
 */
interface Plan {
  columns: [property: string, column: string][];
  name: string;
}
const plans = new WeakMap<PgTable, Plan>();

function planOf(table: PgTable): Plan {
  let plan = plans.get(table);
  if (!plan) {
    const columns = Object.entries(getTableColumns(table))
      .filter(([, c]) => !c.generated && !c.generatedIdentity)
      .map(([property, c]) => [property, c.name] as [string, string]);
    plan = { columns, name: getTableName(table) };
    plans.set(table, plan);
  }
  return plan;
}

function toJson(plan: Plan, rows: readonly object[], extra: [string, string][] = []): string {
  const columns = [...plan.columns, ...extra];
  return JSON.stringify(
    rows.map((row) => {
      const out: Record<string, unknown> = {};
      for (const [property, column] of columns) out[column] = (row as Record<string, unknown>)[property];
      return out;
    }),
  );
}

function insertText({ columns, name }: Plan): string {
  const names = columns.map(([, c]) => c).join(', ');
  return `insert into hub.${name} (${names}) select ${names} from json_populate_recordset(null::hub.${name}, $1::text::json)`;
}

/** Inserts all rows or none. */
export async function bulkInsert(orm: Orm, table: PgTable, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const plan = planOf(table);
  await prepared(orm, insertText(plan), [toJson(plan, rows)]);
}

/** Inserts all records or none, and gives each the id that the database made for it; positions tell them apart. */
export async function bulkInsertNew(
  orm: Orm,
  table: PgTable,
  rows: readonly { id: string; position: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  const plan = planOf(table);
  const text = `${insertText(plan)} returning id::text id, position::float8 "position"`;
  const made = await prepared<{ id: string; position: number }>(orm, text, [toJson(plan, rows)]);
  const ids = new Map(made.map((r) => [r.position, r.id]));
  for (const row of rows) row.id = ids.get(row.position) as string;
}

/** Updates each row by its key columns; every other column is set. The history trigger keeps what it supersedes. */
export async function bulkUpdate(
  orm: Orm,
  table: PgTable,
  keys: readonly string[],
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const plan = planOf(table);
  const all = getTableColumns(table);
  const keyColumns = keys.map((k) => all[k]?.name ?? k);
  const extra = keys
    .filter((k) => !plan.columns.some(([p]) => p === k))
    .map((k) => [k, all[k]?.name ?? k] as [string, string]);
  const set = plan.columns.map(([, c]) => c).filter((c) => !keyColumns.includes(c));
  const target = `hub.${plan.name}`;
  const match = keyColumns.map((c) => `t.${c} = v.${c}`).join(' and ');
  await prepared(
    orm,
    `update ${target} t set (${set.join(', ')}) = row(${set.map((c) => `v.${c}`).join(', ')})
      from json_populate_recordset(null::${target}, $1::text::json) v where ${match}`,
    [toJson(plan, rows, extra)],
  );
}
