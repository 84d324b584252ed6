import {
  type Decision,
  type PlaceFacts,
  placeOf,
  type Recording,
  type Rejection,
  reject,
  rejectFor,
} from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import { filled } from '../kernel/left-out.js';
import type { SubmitGrading } from './grading.check.js';
import type { GradingRow } from './grading.store.js';

/** A grading is valid for three years (应急〔2021〕83号, and 安监总管二〔2011〕 before it). */
export const VALIDITY_YEARS = 3;

/** What the decisions of a batch look at beside the present records. */
export type GradingFacts = PlaceFacts;

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
  'publicRevocationReason',
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
  const { divisionCode, faults } = placeOf(command, current, facts, recording.provider);
  const { division: _, ...said } = command;
  const values = { ...filled(said, current), validUntil: lastDay(command, current) };
  // A revocation that is taken back takes what was said of it along.
  if (values.revokedOn === null && command.publicRevocationReason === undefined) values.publicRevocationReason = null;
  const refusal = rejectFor([
    ...faults,
    command.issuedOn > recording.today && reject('FUTURE', `issuedOn ${command.issuedOn} is after today`, 'issuedOn'),
    current !== undefined &&
      current.uscc !== command.uscc &&
      reject(
        'DOCUMENT_TAKEN',
        `${command.documentNumber} is the grading of another enterprise, ${current.uscc}`,
        'documentNumber',
      ),
    ...contradictions(values),
  ]);
  if (refusal) return refusal;
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

type Dates = Pick<
  GradingRow,
  'issuedOn' | 'validUntil' | 'publishedOn' | 'revokedOn' | 'revocationReason' | 'publicRevocationReason'
>;

/** What of a grading's facts, those that stay among them, cannot hold together. */
function contradictions(facts: Dates): (Rejection | false)[] {
  const { issuedOn, validUntil, publishedOn, revokedOn, revocationReason } = facts;
  const latest = addYears(issuedOn, VALIDITY_YEARS);
  const both = 'a revocation has both a date (revokedOn) and a reason (revocationReason)';
  return [
    validUntil <= issuedOn &&
      reject('VALIDITY', `validUntil ${validUntil} is not after issuedOn ${issuedOn}`, 'validUntil'),
    validUntil > latest &&
      reject('VALIDITY', `a grading is valid for three years at most: until ${latest}`, 'validUntil'),
    publishedOn !== null &&
      publishedOn < issuedOn &&
      reject('ORDER', `published ${publishedOn} before it was issued ${issuedOn}`, 'publishedOn'),
    (revokedOn === null) !== (revocationReason === null) && reject('REVOCATION', both, 'revocationReason'),
    revokedOn === null &&
      facts.publicRevocationReason !== null &&
      reject('REVOCATION', 'what is said of a revocation needs its date (revokedOn)', 'publicRevocationReason'),
    revokedOn !== null &&
      revokedOn < issuedOn &&
      reject('ORDER', `revoked ${revokedOn} before it was issued ${issuedOn}`, 'revokedOn'),
  ];
}
