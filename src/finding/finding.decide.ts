import { inTerritory } from '../../access/index.js';
import {
  type Decision,
  type PlaceFacts,
  placeOf,
  type Recording,
  type Rejection,
  reject,
  rejectFor,
} from '../../exchange/core.js';
import { filled } from '../../kernel/left-out.js';
import type { SubmitFinding, WithdrawFinding } from './finding.check.js';
import type { FindingRow } from './finding.store.js';

/** What the decisions of a batch look at beside the present records. */
export type FindingFacts = PlaceFacts;

const FIELDS = [
  'uscc',
  'divisionCode',
  'kind',
  'foundOn',
  'accidentId',
  'penalised',
  'grave',
  'basis',
  'withdrawnOn',
  'withdrawalReason',
] as const;

/** A document number names one finding against one enterprise for good; the rest of it may be corrected by a new version. */
export function decideFinding(
  command: SubmitFinding,
  current: FindingRow | undefined,
  facts: FindingFacts,
  recording: Recording,
): Decision<FindingRow> {
  const { divisionCode, faults } = placeOf(command, current, facts, recording.provider);
  const { division: _, penalised, grave, ...said } = command;
  const values = {
    ...filled(said, current),
    penalised: flag(penalised, current?.penalised),
    grave: flag(grave, current?.grave),
  };
  const refusal = rejectFor([
    ...faults,
    command.foundOn > recording.today && reject('FUTURE', `foundOn ${command.foundOn} is after today`, 'foundOn'),
    current !== undefined &&
      current.uscc !== command.uscc &&
      reject(
        'DOCUMENT_TAKEN',
        `${command.documentNumber} is a finding against another enterprise, ${current.uscc}`,
        'documentNumber',
      ),
    withdrawalFault(values, recording.today),
  ]);
  if (refusal) return refusal;
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row = { ...values, id: current?.id ?? '', divisionCode, providerId, receivedAt, recordedAt, position };
  if (!current) return { status: 'INSERTED', row };
  return FIELDS.every((f) => current[f] === row[f]) ? { status: 'UNCHANGED' } : { status: 'UPDATED', row };
}

/** What is left out stays; null is no. */
const flag = (said: boolean | null | undefined, standing: boolean | undefined): boolean =>
  (said === undefined ? standing : said) ?? false;

function withdrawalFault(
  { foundOn, withdrawnOn, withdrawalReason }: Pick<FindingRow, 'foundOn' | 'withdrawnOn' | 'withdrawalReason'>,
  today: string,
): Rejection | null {
  if ((withdrawnOn === null) !== (withdrawalReason === null)) {
    const message = 'a withdrawal has both a day (withdrawnOn) and a reason (withdrawalReason)';
    return reject('WITHDRAWAL', message, 'withdrawalReason');
  }
  if (withdrawnOn === null) return null;
  if (withdrawnOn > today) return reject('FUTURE', `withdrawnOn ${withdrawnOn} is after today`, 'withdrawnOn');
  return withdrawnOn < foundOn
    ? reject('ORDER', `withdrawn ${withdrawnOn} before it was found ${foundOn}`, 'withdrawnOn')
    : null;
}

/** Takes a finding back. Who may is any regulator of its division: the one above may correct the one below. */
export function decideWithdrawal(
  { id, withdrawnOn: said, reason }: WithdrawFinding,
  current: FindingRow | undefined,
  recording: Recording,
): Decision<FindingRow> {
  if (!current || !inTerritory(recording.provider, 'OWN_DIVISION', current.divisionCode))
    return reject('NOT_FOUND', `finding ${id} is not in the hub`, 'id');
  if (current.withdrawnOn !== null) {
    const same = current.withdrawalReason === reason && (said === null || said === current.withdrawnOn);
    return same
      ? { status: 'UNCHANGED' }
      : reject('CONFLICT', `it was withdrawn on ${current.withdrawnOn} already`, 'id');
  }
  const { receivedAt, recordedAt, position, today } = recording;
  const row = { ...current, withdrawnOn: said ?? today, withdrawalReason: reason, receivedAt, recordedAt, position };
  return withdrawalFault(row, today) ?? { status: 'UPDATED', row };
}
