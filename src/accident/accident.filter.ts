import type { PendingQuery, Row, Sql } from 'postgres';
import { inDivision } from '../../db/conditions.js';
import { addDays, startOf } from '../kernel/date.js';
import { ACCIDENT_LEVELS } from '../kernel/vocabulary.js';
import type { AccidentFilter } from './accident.input.js';
import { levelsFrom } from './accident.level.js';

/** The conditions of a filter, for lists and statistics alike. Days are Shanghai's, both ends included. */
export function filtered(sql: Sql, filter: AccidentFilter | null): (PendingQuery<Row[]> | null)[] {
  if (!filter) return [];
  const { uscc, division, level, minLevel, category, status, responsibility, occurredFrom, occurredUntil } = filter;
  const least = minLevel ? levelsFrom(minLevel) : ACCIDENT_LEVELS;
  const levels = (level ?? ACCIDENT_LEVELS).filter((l) => least.includes(l));
  const until = occurredUntil ? startOf(addDays(occurredUntil, 1)).toISOString() : null;
  return [
    uscc ? sql`a.uscc = ${uscc}` : null,
    division ? inDivision(sql, 'a.division_code', division) : null,
    level || minLevel ? sql`a.level = any(${levels})` : null,
    category ? sql`a.category = any(${category})` : null,
    status ? sql`a.status = any(${status})` : null,
    responsibility ? sql`a.responsibility = any(${responsibility})` : null,
    occurredFrom ? sql`a.occurred_at >= ${startOf(occurredFrom).toISOString()}::timestamptz` : null,
    until ? sql`a.occurred_at < ${until}::timestamptz` : null,
  ];
}
