import type { EventDraft } from '../exchange/index.js';
import type { RatingRow } from './rating.store.js';

/** A rating, or a correction of one, which names the level that it changed. Never public. */
export function ratingEvent(row: RatingRow, before: RatingRow | undefined): EventDraft {
  const { id, documentNumber, providerId, level, ratedOn, ratedBy, validUntil } = row;
  const data = { id, documentNumber, providerId, level, ratedOn, ratedBy, validUntil };
  return {
    type: 'credit.rated',
    subject: row.uscc,
    division: row.divisionCode,
    public: false,
    data: before ? { ...data, previousLevel: before.level } : data,
  };
}

/** A rating that was recorded in error. */
export const ratingRetracted = ({ id, documentNumber, providerId, ...row }: RatingRow): EventDraft => ({
  type: 'credit.retracted',
  subject: row.uscc,
  division: row.divisionCode,
  public: false,
  data: { id, documentNumber, providerId },
});
