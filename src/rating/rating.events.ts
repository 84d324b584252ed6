import type { EndedEarly, EventDraft } from '../exchange/core.js';
import type { RatingRow } from './rating.store.js';

/** No event of a rating is public. */
const of = ({ uscc, divisionCode }: RatingRow) => ({ subject: uscc, division: divisionCode, public: false });

/** A rating, or a correction of one, which names the level that it changed. */
export function ratingEvent(row: RatingRow, before: RatingRow | undefined): EventDraft {
  const { id, documentNumber, providerId, level, ratedOn, ratedBy, validUntil } = row;
  const data = { id, documentNumber, providerId, level, ratedOn, ratedBy, validUntil };
  return { ...of(row), type: 'credit.rated', data: before ? { ...data, previousLevel: before.level } : data };
}

/** A rating whose last day of validity lies behind a day: the one made before it holds again, where that is still valid. */
export const ratingExpired = (row: RatingRow): EventDraft => {
  const { id, documentNumber, providerId, validUntil } = row;
  return { ...of(row), type: 'credit.expired', data: { id, documentNumber, providerId, validUntil } };
};

/** That it ended is taken back: a clock that was ahead said so, at these positions, or took it for ended as it answered. */
export const ratingReinstated = (row: RatingRow, _today: string, { withdraws }: EndedEarly): EventDraft => {
  const { data, ...event } = ratingExpired(row);
  return { ...event, type: 'credit.reinstated', data: { ...data, withdraws } };
};

/** A rating that was recorded in error. */
export const ratingRetracted = (row: RatingRow): EventDraft => {
  const { id, documentNumber, providerId } = row;
  return { ...of(row), type: 'credit.retracted', data: { id, documentNumber, providerId } };
};
