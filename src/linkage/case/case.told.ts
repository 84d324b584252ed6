import type { HubContext } from '../../access/index.js';
import { carries, countyOf, restrictionView } from '../restriction/restriction.view.js';
import type { Cause } from './case.cause.js';
import { type CaseStatus, caseStatus } from './case.row.js';
import type { CaseRow } from './case.store.js';
import type { CauseReader } from './cause.reader.js';

/**
 * What a reader is told of a version of a case. An announcement contains the domain, the period, the legal basis and a number of its
 * own. Of its cause everybody learns what they may read of the cause itself, and no more; of the procedure, its authorities alone.
 */
export interface ToldCase {
  /** The reader is an authority of the case. */
  carries: boolean;
  key: string;
  /** Those that the reader may read. */
  causes: Cause[];
  trigger: string | null;
  factDay: string | null;
  level: CaseRow['level'];
  status: CaseStatus;
  proposedOn: string | null;
  since: string;
  division: string;
  /** Why the linkage did so names the facts; what an authority wrote is for authorities. */
  reason: string | null;
}

export type CaseTeller = (context: HubContext, row: CaseRow) => Promise<ToldCase>;

export const caseTeller =
  (readable: CauseReader): CaseTeller =>
  async (context, row) => {
    const carried = carries(restrictionView(context), row.divisionCode);
    const causes = await readable(context, row.causes, carried);
    const all = causes.length === row.causes.length;
    const accidents = (list: readonly Cause[]) => list.filter((c) => c.kind === 'ACCIDENT').length;
    const known = carried || all;
    const status = caseStatus(row, context.today);
    return {
      carries: carried,
      causes,
      key: known ? row.key : `${row.policyCode}/${row.id}`,
      trigger: known ? row.trigger : null,
      factDay: known ? row.factDay : null,
      level: accidents(causes) === accidents(row.causes) ? row.level : null,
      status: !carried && status === 'REPAIR_REQUESTED' ? 'IN_FORCE' : status,
      proposedOn: carried ? row.proposedOn : null,
      since: carried ? row.since : (row.endedOn ?? row.decidedOn ?? row.since),
      division: known ? row.divisionCode : countyOf(row.divisionCode),
      reason: carried && (all || row.providerId !== null) ? row.reason : null,
    };
  };
