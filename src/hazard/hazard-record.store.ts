import { sql } from 'drizzle-orm';
import { bulkInsert } from '../../db/bulk.js';
import type { Orm } from '../../db/client.js';
import { hazard, hazardHistory, hazardOverdue, hazards, hazardTransition } from '../../db/tables/hazard.js';
import { RegisterStore } from '../register/core.js';
import { HAZARD } from './hazard.facts.js';
import type { HazardRow } from './hazard.store.js';
import type { SteppedHazard } from './hazard-step.decide.js';

const rowOf = (row: { id: number }) => ({ ...row, id: String(row.id) }) as unknown as HazardRow;
const idsOf = (ids: readonly string[]) => sql`${sql.param(ids)}::bigint[]`;

/** What a batch reads and writes inside its transaction. Callers are providers: the decisions check their territory. */
export const hazardRecords = new RegisterStore({ facts: HAZARD, tables: hazards, sql: { by: 'foundOn' } });

/** The last version as FOUND of hazards that have moved on, by document number: what was reported of them. */
export async function hazardsAsReported(orm: Orm, ids: readonly string[]): Promise<Map<string, HazardRow>> {
  if (ids.length === 0) return new Map();
  const { id, state, position } = hazardHistory;
  const rows = await orm
    .select()
    .from(hazardHistory)
    .where(sql`${id} = any(${idsOf(ids)}) and ${state} = 'FOUND'`)
    .orderBy(position);
  return new Map(rows.map((r) => [r.documentNumber as string, rowOf(r)]));
}

/** Those hazards of which a plan was ever approved. */
export async function approvedHazards(orm: Orm, ids: readonly string[]): Promise<Set<string>> {
  const rows = await orm.execute<{ id: string }>(sql`
    select distinct hazard_id::text id from hub.hazard_transition where hazard_id = any(${idsOf(ids)}) and to_state = 'PLAN_APPROVED'`);
  return new Set(rows.map((r) => r.id));
}

/** Hazards still open whose deadline lies before a day, and was not announced to have passed. */
export async function newlyOverdue(orm: Orm, today: string): Promise<HazardRow[]> {
  const rows = await orm
    .select()
    .from(hazard)
    .where(
      sql`state not in ('DELISTED', 'CLOSED') and deadline < ${today} and not exists (
      select 1 from hub.hazard_overdue o where o.hazard_id = ${hazard.id} and o.deadline = ${hazard.deadline})
      order by deadline, id`,
    );
  return rows.map(rowOf);
}

/** Keeps which passed deadline was announced at which position. */
export async function keepOverdue(orm: Orm, announced: (typeof hazardOverdue.$inferSelect)[]): Promise<void> {
  await bulkInsert(orm, hazardOverdue, announced);
}

/** Deadlines that were announced to have passed behind a position, and have not. */
export async function wronglyOverdue(orm: Orm, after: number, today: string, limit: number) {
  return orm
    .select()
    .from(hazardOverdue)
    .where(sql`position > ${after} and deadline >= ${today}`)
    .orderBy(hazardOverdue.position)
    .limit(limit);
}

/** Forgets such announcements, which are made again when the days come. */
export async function dropOverdue(orm: Orm, announced: readonly { position: number }[]): Promise<void> {
  const positions = announced.map((a) => a.position);
  await orm.execute(sql`delete from hub.hazard_overdue where position = any(${sql.param(positions)}::bigint[])`);
}

/** New hazards, each with its first step: found. */
export async function insertHazards(orm: Orm, rows: HazardRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await hazardRecords.insert(orm, rows);
  await orm.execute(sql`
    insert into hub.hazard_transition (hazard_id, to_state, at, deadline, provider_id, document_number, received_at, recorded_at, position)
    select id, state, state_since, deadline, provider_id, document_number, received_at, recorded_at, position from hub.hazard
    where provider_id = ${first.providerId} and document_number = any(${sql.param(rows.map((r) => r.documentNumber))})
    order by position`);
}

/** New versions, each with the step that led to it, where one did. The document that identifies a hazard stays its own. */
export async function updateHazards(orm: Orm, rows: SteppedHazard[]): Promise<void> {
  await hazardRecords.update(orm, rows);
  const steps = rows.flatMap(({ step }) => (step ? [{ ...step, fromState: step.from, toState: step.to }] : []));
  await bulkInsert(orm, hazardTransition, steps);
}
