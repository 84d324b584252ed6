import { type Decision, type PlaceFacts, placeOf, type Recording, reject, rejectFor } from '../exchange/core.js';
import { filled } from '../kernel/left-out.js';
import type { SubmitRating } from './rating.check.js';
import type { RatingRow } from './rating.store.js';

/** What the decisions of a batch look at beside the present records. */
export type RatingFacts = PlaceFacts;

const FIELDS = ['uscc', 'divisionCode', 'level', 'ratedOn', 'ratedBy', 'validUntil', 'basis'] as const;

/** A document number names one rating of one enterprise for good; the rest of it may be corrected by a new version. */
export function decideRating(
  command: SubmitRating,
  current: RatingRow | undefined,
  facts: RatingFacts,
  recording: Recording,
): Decision<RatingRow> {
  const { divisionCode, faults } = placeOf(command, current, facts, recording.provider);
  const { division: _, ...said } = command;
  const values = filled(said, current);
  const { validUntil, ratedOn } = values;
  const refusal = rejectFor([
    ...faults,
    ratedOn > recording.today && reject('FUTURE', `ratedOn ${ratedOn} is after today`, 'ratedOn'),
    current !== undefined &&
      current.uscc !== command.uscc &&
      reject(
        'DOCUMENT_TAKEN',
        `${command.documentNumber} is the rating of another enterprise, ${current.uscc}`,
        'documentNumber',
      ),
    validUntil !== null &&
      validUntil < ratedOn &&
      reject('VALIDITY', `validUntil ${validUntil} is before ratedOn ${ratedOn}`, 'validUntil'),
  ]);
  if (refusal) return refusal;
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row = { ...values, id: current?.id ?? '', divisionCode, providerId, receivedAt, recordedAt, position };
  if (!current) return { status: 'INSERTED', row };
  return FIELDS.every((f) => current[f] === row[f]) ? { status: 'UNCHANGED' } : { status: 'UPDATED', row };
}
