import { inTerritory } from '../access/index.js';
import { type Decision, type Recording, reject } from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import { filled } from '../kernel/left-out.js';
import type { SubmitGrading } from './grading.check.js';
import type { GradingRow } from './grading.store.js';

/** A grading is valid for three years (应急〔2021〕83号, and 安监总管二〔2011〕 before it). */
export const VALIDITY_YEARS = 3;

/** What the decisions of a batch look at beside the present records. */
export interface GradingFacts {
  /** Divisions of the enterprises that the hub knows, by code. */
  divisions: Map<string, string>;
  /** The nearest known division of a submitted code. */
  divisionOf(code: string): string | null;
}

export const GRADING_FIELDS = [
  'uscc',
  'divisionCode',
  'standard',
  'grade',
  'score',
  'issuedOn',
  'validUntil',
  'gradedBy',
  'publishedOn',
  'revokedOn',
  'revocationReason',
] as const;

/** VALID, EXPIRED (after its last day) or REVOKED (from the day of revocation on), as of a day. */
export function gradingStatus(
  row: Pick<GradingRow, 'validUntil' | 'revokedOn'>,
  on: string,
): 'VALID' | 'EXPIRED' | 'REVOKED' {
  if (row.revokedOn !== null && row.revokedOn <= on) return 'REVOKED';
  return row.validUntil < on ? 'EXPIRED' : 'VALID';
}

/** A document number names one grading of one enterprise for good; everything else of it may be corrected by a new version. */
export function decideGrading(
  command: SubmitGrading,
  current: GradingRow | undefined,
  facts: GradingFacts,
  recording: Recording,
): Decision<GradingRow> {
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
  if (command.issuedOn > recording.today)
    return reject('FUTURE', `issuedOn ${command.issuedOn} is after today`, 'issuedOn');
  if (current && current.uscc !== command.uscc) {
    return reject(
      'DOCUMENT_TAKEN',
      `${command.documentNumber} is the grading of another enterprise, ${current.uscc}`,
      'documentNumber',
    );
  }
  const { division: _, ...said } = command;
  const values = { ...filled(said, current), validUntil: lastDay(command, current) };
  const fault = contradiction(values);
  if (fault) return fault;
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row = { ...values, id: current?.id ?? '', divisionCode, providerId, receivedAt, recordedAt, position };
  if (!current) return { status: 'INSERTED', row };
  return GRADING_FIELDS.every((f) => current[f] === row[f]) ? { status: 'UNCHANGED' } : { status: 'UPDATED', row };
}

/** The last day of validity: as said, else as it stands, else three years from issue; a validity of three years follows the issue. */
function lastDay({ issuedOn, validUntil }: SubmitGrading, current: GradingRow | undefined): string {
  const latest = addYears(issuedOn, VALIDITY_YEARS);
  if (validUntil !== undefined || !current) return validUntil ?? latest;
  return current.validUntil === addYears(current.issuedOn, VALIDITY_YEARS) ? latest : current.validUntil;
}

type Dates = Pick<GradingRow, 'issuedOn' | 'validUntil' | 'publishedOn' | 'revokedOn' | 'revocationReason'>;

/** What of a grading's facts, those that stay among them, cannot hold together. */
function contradiction(facts: Dates): Decision<never> | null {
  const { issuedOn, validUntil, publishedOn, revokedOn, revocationReason } = facts;
  const latest = addYears(issuedOn, VALIDITY_YEARS);
  if (validUntil <= issuedOn)
    return reject('VALIDITY', `validUntil ${validUntil} is not after issuedOn ${issuedOn}`, 'validUntil');
  if (validUntil > latest)
    return reject('VALIDITY', `a grading is valid for three years at most: until ${latest}`, 'validUntil');
  if (publishedOn && publishedOn < issuedOn)
    return reject('ORDER', `published ${publishedOn} before it was issued ${issuedOn}`, 'publishedOn');
  if ((revokedOn === null) !== (revocationReason === null)) {
    const message = 'a revocation has both a date (revokedOn) and a reason (revocationReason)';
    return reject('REVOCATION', message, 'revocationReason');
  }
  if (revokedOn && revokedOn < issuedOn)
    return reject('ORDER', `revoked ${revokedOn} before it was issued ${issuedOn}`, 'revokedOn');
  return null;
}
