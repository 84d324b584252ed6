import type { PendingQuery, Row, Sql } from 'postgres';
import { inDivision } from '../../db/conditions.js';
import {
  authorise,
  type HubContext,
  type InternalView,
  internalName,
  internalView,
  type Scope,
} from '../access/index.js';
import { dateOf } from '../kernel/date.js';

/** What a viewer may see of the accidents. Every finder asks for one, so nothing is read without the permission page. */
export interface AccidentView {
  scope: Scope;
  /** The territory that OWN_DIVISION means; null: the whole hub. */
  division: string | null;
  today: string;
  /** Whose internal texts it shows. */
  internal: InternalView;
}

/** The viewer's view: throws where the viewer may read no accidents at all. */
export function accidentView({ viewer, receivedAt }: HubContext): AccidentView {
  const scope = authorise(viewer, 'accident.read');
  return { scope, division: viewer.divisionCode, today: dateOf(receivedAt), internal: internalView(viewer) };
}

/** Two views of one name see the same. */
export const viewName = ({ scope, division, today, internal }: AccidentView): string =>
  `${scope} ${division} ${today} ${internalName(internal)}`;

/** Whether a version (under this alias) is one that the law publishes: concluded, and published by today. */
export const published = (sql: Sql, { today }: AccidentView, alias = 'a'): PendingQuery<Row[]> =>
  sql`(${sql(alias)}.status = 'CONCLUDED' and ${sql(alias)}.published_on <= ${today})`;

/** Whether the accident under this alias is in the view; null where all are. */
export function visible(sql: Sql, view: AccidentView, alias = 'a'): PendingQuery<Row[]> | null {
  if (view.scope === 'PUBLISHED') return published(sql, view, alias);
  if (view.scope === 'ALL' || view.division === null) return null;
  return inDivision(sql, `${alias}.division_code`, view.division);
}
