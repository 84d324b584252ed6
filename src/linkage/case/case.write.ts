import type { Turn } from '../../exchange/index.js';
import { termOf } from '../rules/index.js';
import type { CaseVersion } from './case.decide.js';
import { caseEvent, caseRemoval, imposes, removes } from './case.events.js';
import { knownOf, restrictionsOf } from './case.row.js';
import { insertCases, insertRestrictions, updateCases, updateRestrictions } from './case.store.js';

/**
 * Writes versions of cases, each at the position of its event, with their restrictions; answers those that came into force.
 * At most one version of a case.
 */
export async function writeVersions(turn: Turn, versions: readonly CaseVersion[]): Promise<CaseVersion[]> {
  if (versions.length === 0) return [];
  const { orm, recordedAt, today } = turn;
  let position = turn.position;
  for (const { row } of versions) Object.assign(row, { recordedAt, position: ++position });
  const opened = versions.filter((v) => v.before === null);
  const changed = versions.filter((v) => v.before !== null);
  const rows = (list: readonly CaseVersion[]) => list.map((v) => v.row);
  await insertCases(orm, rows(opened));
  await updateCases(orm, rows(changed));
  for (const { row, before, policy, withdraws } of versions) {
    const given = turn.append(caseEvent(row, before, policy, today, withdraws));
    if (given !== row.position) throw new Error(`the event of position ${row.position} came to ${given}`);
  }
  for (const { row, before } of versions) if (removes(row, before)) turn.append(caseRemoval(before, today));
  const restrictions = (list: readonly CaseVersion[]) =>
    list.flatMap(({ row, policy }) => restrictionsOf(row, policy, provisional({ row, policy })));
  await insertRestrictions(orm, restrictions(opened));
  await updateRestrictions(orm, restrictions(changed));
  return versions.filter(({ row, before }) => imposes(row, before));
}

/** The term of a case that is not decided: what it would be, had it been decided on the day on which it was proposed. */
function provisional({ row, policy }: Pick<CaseVersion, 'row' | 'policy'>): { from: string; until: string } {
  if (row.effectiveFrom !== null && row.effectiveUntil !== null)
    return { from: row.effectiveFrom, until: row.effectiveUntil };
  const { causes } = knownOf(row);
  const { effectiveFrom, effectiveUntil } = termOf(policy, row.proposedOn, causes[0] as (typeof causes)[number], []);
  return { from: effectiveFrom, until: effectiveUntil };
}
