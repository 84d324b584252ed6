import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Orm } from './client.js';

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

/** Inserts all rows or none. */
export async function bulkInsert(orm: Orm, table: PgTable, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const plan = planOf(table);
  const names = sql.raw(plan.columns.map(([, c]) => c).join(', '));
  const target = sql.raw(`hub.${plan.name}`);
  await orm.execute(
    sql`insert into ${target} (${names}) select ${names} from json_populate_recordset(null::${target}, ${toJson(plan, rows)}::text::json)`,
  );
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
  const target = sql.raw(`hub.${plan.name}`);
  const match = sql.raw(keyColumns.map((c) => `t.${c} = v.${c}`).join(' and '));
  await orm.execute(
    sql`update ${target} t set (${sql.raw(set.join(', '))}) = row(${sql.raw(set.map((c) => `v.${c}`).join(', '))})
      from json_populate_recordset(null::${target}, ${toJson(plan, rows, extra)}::text::json) v where ${match}`,
  );
}
