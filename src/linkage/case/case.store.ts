import { bulkInsert, bulkInsertNew, bulkUpdate } from '../../../db/bulk.js';
import { type Orm, prepared } from '../../../db/client.js';
import { linkageCase, restriction } from '../../../db/tables/linkage.js';
import type { Cause, StepStatement } from './case.cause.js';

type Stored = typeof linkageCase.$inferSelect;
/** A version of a linkage case. */
export type CaseRow = Omit<Stored, 'id' | 'causes' | 'stated'> & {
  id: string;
  causes: Cause[];
  stated: StepStatement | null;
  /** Reached through a notice to the reader: what it told of is shown to its end. */
  toldByNotice?: boolean;
};
/** What a case limits, without what the database adds. */
export type NewRestriction = Omit<typeof restriction.$inferInsert, 'id' | 'caseId'> & { caseId: string };

/** A case's columns under the names that rows have here, in a statement that calls the table `c`. */
export const CASE_COLUMNS = `c.id::text id, c.uscc, c.division_code "divisionCode", c.key, c.policy_code "policyCode", c.policy_version "policyVersion",
  c.trigger_code "trigger", c.fact_day "factDay", c.causes, c.level, c.state, c.since, c.proposed_on "proposedOn", c.served_on "servedOn",
  c.hearing_asked_on "hearingAskedOn", c.hearing_held_on "hearingHeldOn", c.decided_on "decidedOn", c.effective_from "effectiveFrom",
  c.effective_until "effectiveUntil", c.published_on "publishedOn", c.repair_asked_on "repairAskedOn", c.ended_on "endedOn", c.ended_by "endedBy",
  c.step, c.reason, c.provider_id "providerId", c.document_number "documentNumber", c.stated, c.recorded_at "recordedAt", c.position::float8 "position"`;

/** Everything of a transaction that holds the head: nobody else writes cases meanwhile. */
export async function casesOf(orm: Orm, usccs: readonly string[]): Promise<CaseRow[]> {
  const text = `select ${CASE_COLUMNS} from hub.linkage_case c where c.uscc = any($1) order by c.id`;
  return prepared<CaseRow>(orm, text, [usccs]);
}

/** Every version of cases, in order; the last of each is the present one. */
export async function caseVersions(orm: Orm, ids: readonly string[]): Promise<CaseRow[]> {
  const of = (table: string) => `select ${CASE_COLUMNS} from hub.${table} c where c.id = any($1::bigint[])`;
  return prepared<CaseRow>(orm, `${of('linkage_case_history')} union all ${of('linkage_case')} order by "position"`, [
    ids,
  ]);
}

/** The present version of a case. */
export async function caseOf(orm: Orm, id: string): Promise<CaseRow | null> {
  const text = `select ${CASE_COLUMNS} from hub.linkage_case c where c.id = $1::bigint`;
  return (await prepared<CaseRow>(orm, text, [id]))[0] ?? null;
}

/** Inserts new cases, which get their ids, and their restrictions. */
export const insertCases = (orm: Orm, rows: CaseRow[]) => bulkInsertNew(orm, linkageCase, rows);

export const insertRestrictions = (orm: Orm, rows: NewRestriction[]) => bulkInsert(orm, restriction, rows);

/** New versions of cases; the trigger keeps what they supersede. */
export const updateCases = (orm: Orm, rows: CaseRow[]) => bulkUpdate(orm, linkageCase, ['id'], rows);

/** New versions of the restrictions of cases, one for each domain. */
export const updateRestrictions = (orm: Orm, rows: NewRestriction[]) =>
  bulkUpdate(orm, restriction, ['caseId', 'domain'], rows);
