import type { EventDraft } from '../exchange/index.js';
import type { ExpiringRating, RatingRow } from './rating.store.js';

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

/** A rating whose last day of validity lies behind a day: the one made before it holds again, where that is still valid. */
export const ratingExpired = ({ id, documentNumber, providerId, validUntil, ...row }: ExpiringRating): EventDraft => ({
  type: 'credit.expired',
  subject: row.uscc,
  division: row.divisionCode,
  public: false,
  data: { id, documentNumber, providerId, validUntil },
});

/** That it ended is taken back: a clock that was ahead said so, at these positions, or took it for ended as it answered. */
export const ratingReinstated = (row: ExpiringRating, withdraws: number[]): EventDraft => {
  const { data, ...event } = ratingExpired(row);
  return { ...event, type: 'credit.reinstated', data: { ...data, withdraws } };
};

/** A rating that was recorded in error. */
export const ratingRetracted = ({ id, documentNumber, providerId, ...row }: RatingRow): EventDraft => ({
  type: 'credit.retracted',
  subject: row.uscc,
  division: row.divisionCode,
  public: false,
  data: { id, documentNumber, providerId },
});
