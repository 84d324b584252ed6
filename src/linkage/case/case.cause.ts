import type { CaseStep, FactRef } from '../rules/index.js';

/** A fact that a case rests on, as it is named to people: documents are never renumbered, ids mean nothing outside. */
export interface Cause extends FactRef {
  documentNumber: string;
  /** The day of the fact. */
  on: string | null;
}

/** What the document of a step states beside its number and reason. */
export type StepStatement = Pick<CaseStep, 'penaltyDocumentNumber' | 'gravity' | 'announcedOn' | 'confirmed'>;
