import { inTerritory } from '../access/index.js';
import { type Decision, type Recording, reject } from '../exchange/core.js';
import { filled } from '../kernel/left-out.js';
import type { SubmitRating } from './rating.check.js';
import type { RatingRow } from './rating.store.js';

/** What the decisions of a batch look at beside the present records. */
export interface RatingFacts {
  /** Divisions of the enterprises that the hub knows, by code. */
  divisions: Map<string, string>;
  divisionOf(code: string): string | null;
}

const FIELDS = ['uscc', 'divisionCode', 'level', 'ratedOn', 'ratedBy', 'validUntil', 'basis'] as const;

/** A document number names one rating of one enterprise for good; the rest of it may be corrected by a new version. */
export function decideRating(
  command: SubmitRating,
  current: RatingRow | undefined,
  facts: RatingFacts,
  recording: Recording,
): Decision<RatingRow> {
  const home = facts.divisions.get(command.uscc);
  if (home === undefined) {
    return reject(
      'UNKNOWN_ENTERPRISE',
      `${command.uscc} is not in the register of enterprises; submit it first`,
      'uscc',
    );
  }
  const standing = command.division === null ? home : (current?.divisionCode ?? home);
  const divisionCode = command.division ? facts.divisionOf(command.division) : standing;
  if (!divisionCode) return reject('UNKNOWN_DIVISION', `${command.division} is not a division code in use`, 'division');
  if (!inTerritory(recording.provider, 'OWN_DIVISION', divisionCode)) {
    const message = `${divisionCode} lies outside ${recording.provider.name}'s division ${recording.provider.divisionCode}`;
    return reject('OUTSIDE_DIVISION', message, 'uscc');
  }
  if (command.ratedOn > recording.today)
    return reject('FUTURE', `ratedOn ${command.ratedOn} is after today`, 'ratedOn');
  if (current && current.uscc !== command.uscc) {
    return reject(
      'DOCUMENT_TAKEN',
      `${command.documentNumber} is the rating of another enterprise, ${current.uscc}`,
      'documentNumber',
    );
  }
  const { division: _, ...said } = command;
  const values = filled(said, current);
  if (values.validUntil && values.validUntil < values.ratedOn) {
    const message = `validUntil ${values.validUntil} is before ratedOn ${values.ratedOn}`;
    return reject('VALIDITY', message, 'validUntil');
  }
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row = { ...values, id: current?.id ?? '', divisionCode, providerId, receivedAt, recordedAt, position };
  if (!current) return { status: 'INSERTED', row };
  return FIELDS.every((f) => current[f] === row[f]) ? { status: 'UNCHANGED' } : { status: 'UPDATED', row };
}
