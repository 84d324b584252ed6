import type { PendingQuery, Row, Sql } from 'postgres';
import { divisionPrefix, divisionRange } from '../src/kernel/division-code.js';

/**
 * "In this division or below it" over a `division_code` column. At the county and below it starts with an equality on
 * the county, `left(division_code, 6)`, which the lists' indexes lead with, so that a page is read in its order.
 */
export function inDivision(sql: Sql, column: string, area: string): PendingQuery<Row[]> {
  const prefix = divisionPrefix(area);
  const range = divisionRange(area);
  if (!range) return sql`true`;
  const col = sql(column);
  const within = sql`(${col} >= ${range.from} and ${col} < ${range.to})`;
  if (prefix.length < 6) return within;
  const county = sql`left(${col}, 6) = ${prefix.slice(0, 6)}`;
  return prefix.length === 6 ? county : sql`(${county} and ${within})`;
}

/**
 * Whether a row's internal texts are open to who reads them in this scope: to ALL everywhere, else where this column lies in the
 * division; to null nowhere.
 */
export function internalTo(
  sql: Sql,
  { scope, division }: { scope: string | null; division: string | null },
  column: string,
): PendingQuery<Row[]> {
  if (scope === null) return sql`false`;
  return scope === 'ALL' || division === null ? sql`true` : inDivision(sql, column, division);
}

/** Conditions joined by "and"; true where there are none. */
export function allOf(sql: Sql, conditions: (PendingQuery<Row[]> | null | undefined | false)[]): PendingQuery<Row[]> {
  const given = conditions.filter((c): c is PendingQuery<Row[]> => Boolean(c));
  return given.reduce((all, one) => sql`${all} and ${one}`, sql`true`);
}
