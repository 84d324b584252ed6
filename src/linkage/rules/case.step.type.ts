import type { RepairCondition } from '../../kernel/vocabulary.js';
import type { Calendar } from './calendar.js';
import type { KnownCase } from './case.js';
import type { CaseStepName } from './case.machine.js';
import type { Policy } from './policy.js';

/** A step as an agency asks for it. What a step does not ask for must be null or empty. */
export interface CaseStep {
  by: CaseStepName;
  /** The day of the step; not in the future, not before the step before, the first one not before the fact. */
  on: string;
  /** Number of the document: notice, decision, reply. */
  documentNumber: string | null;
  /** Why: demanded of dropCase, revokeDecision, refuseRepair, restoreListing. No person's name. */
  reason: string | null;
  /** decideCase: number of the penalty's document, where the policy demands it. */
  penaltyDocumentNumber: string | null;
  /** decideCase: in what the vile or grave nature lies, where the policy demands it. */
  gravity: string | null;
  /** holdHearing: the day on which the party was told of the hearing. */
  announcedOn: string | null;
  /** approveRepair: what the authority confirms. */
  confirmed: readonly RepairCondition[];
}

/** What a step looks at beside the case. */
export interface StepContext {
  /** The case's own policy: of its code and version. */
  policy: Policy;
  calendar: Calendar;
  today: string;
  /** All cases of the enterprise. */
  cases: readonly KnownCase[];
}
