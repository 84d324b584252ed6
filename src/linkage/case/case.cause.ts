import type { CaseStep, FactRef, Policy } from '../rules/index.js';

/** A fact that a case rests on, as it is named to people: documents are never renumbered, ids mean nothing outside. */
export interface Cause extends FactRef {
  documentNumber: string;
  /** The day of the fact. */
  on: string | null;
}

/** What an announcement says of the cause 事由: that the policy names it, never which fact it was. */
export const announcedCause = ({ name }: Pick<Policy, 'name'>): string => `《${name.zh}》规定的信用联动情形`;

/** What the document of a step states beside its number and reason. */
export type StepStatement = Pick<CaseStep, 'penaltyDocumentNumber' | 'gravity' | 'announcedOn' | 'confirmed'>;
