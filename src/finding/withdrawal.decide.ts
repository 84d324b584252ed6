import { inTerritory } from '../access/index.js';
import { type Decision, type Recording, reject } from '../exchange/core.js';
import type { SaidOf } from '../register/core.js';
import { withdrawalFault } from './finding.decide.js';
import type { WITHDRAWAL } from './finding.facts.js';
import type { FindingRow } from './finding.store.js';

/** A finding taken back. */
export type WithdrawFinding = { id: string } & SaidOf<typeof WITHDRAWAL>;

/** Takes a finding back. Who may is any regulator of its division: the one above may correct the one below. */
export function decideWithdrawal(
  { id, withdrawnOn, reason }: WithdrawFinding,
  current: FindingRow | undefined,
  recording: Recording,
): Decision<FindingRow> {
  if (!current || !inTerritory(recording.provider, 'OWN_DIVISION', current.divisionCode))
    return reject('NOT_FOUND', `finding ${id} is not in the hub`, 'id');
  const said = withdrawnOn ?? null;
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
