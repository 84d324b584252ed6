import type { PendingQuery, Row, Sql } from 'postgres';
import { inDivision } from '../../db/conditions.js';
import type { RegisterView } from '../register/core.js';

/** Whether a version (under this alias) is one that the law publishes: concluded, and published by today. */
export const published = (sql: Sql, { today }: RegisterView, alias = 'a'): PendingQuery<Row[]> =>
  sql`(${sql(alias)}.status = 'CONCLUDED' and ${sql(alias)}.published_on <= ${today})`;

/** Whether the accident under this alias is in the view; null where all are. */
export function visible(sql: Sql, view: RegisterView, alias = 'a'): PendingQuery<Row[]> | null {
  if (view.scope === 'PUBLISHED') return published(sql, view, alias);
  return view.division === null ? null : inDivision(sql, `${alias}.division_code`, view.division);
}
