import type { EventDraft } from '../../exchange/index.js';
import type { FindingRow } from './finding.store.js';

/** A version of a finding. Never public; texts that may name people stay out. */
export function findingEvent(row: FindingRow, before: FindingRow | undefined): EventDraft {
  const { id, documentNumber, providerId, kind, foundOn, penalised, grave, withdrawnOn } = row;
  const accidentId = row.accidentId === null ? null : String(row.accidentId);
  const previous = before && before.kind !== kind ? { previousKind: before.kind } : {};
  const moved = before && before.divisionCode !== row.divisionCode ? { previousDivision: before.divisionCode } : {};
  return {
    type: withdrawnOn !== null && before?.withdrawnOn == null ? 'finding.withdrawn' : 'finding.recorded',
    subject: row.uscc,
    division: row.divisionCode,
    public: false,
    data: {
      id,
      documentNumber,
      providerId,
      kind,
      foundOn,
      accidentId,
      penalised,
      grave,
      withdrawnOn,
      ...previous,
      ...moved,
    },
  };
}

/** A finding that was recorded in error: not taken back by its authority, but never meant to be here. */
export const findingRetracted = (row: FindingRow): EventDraft => {
  const { id, documentNumber, providerId, uscc: subject, divisionCode: division } = row;
  return { type: 'finding.retracted', subject, division, public: false, data: { id, documentNumber, providerId } };
};
