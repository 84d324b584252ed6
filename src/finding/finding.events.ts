import type { EventDraft } from '../exchange/core.js';
import type { FindingRow } from './finding.store.js';

/** No event of a finding is public, and texts that may name people are in none. */
const of = ({ uscc, divisionCode }: FindingRow) => ({ subject: uscc, division: divisionCode, public: false });

/** A version of a finding, with what it changed of the conduct and the place. */
export function findingEvent(row: FindingRow, before: FindingRow | undefined): EventDraft {
  const { id, documentNumber, providerId, kind, foundOn, accidentId, penalised, grave, withdrawnOn } = row;
  const data = { id, documentNumber, providerId, kind, foundOn, accidentId, penalised, grave, withdrawnOn };
  const previous = before && before.kind !== kind ? { previousKind: before.kind } : {};
  const moved = before && before.divisionCode !== row.divisionCode ? { previousDivision: before.divisionCode } : {};
  return {
    ...of(row),
    type: withdrawnOn !== null && before?.withdrawnOn == null ? 'finding.withdrawn' : 'finding.recorded',
    data: { ...data, ...previous, ...moved },
  };
}

/** A finding that was recorded in error: not taken back by its authority, but never meant to be here. */
export const findingRetracted = (row: FindingRow): EventDraft => {
  const { id, documentNumber, providerId } = row;
  return { ...of(row), type: 'finding.retracted', data: { id, documentNumber, providerId } };
};
