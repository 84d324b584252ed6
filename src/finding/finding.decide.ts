import { type Rejection, reject } from '../exchange/core.js';
import type { DocumentRules } from '../register/core.js';
import type { Finding } from './finding.facts.js';
import type { FindingRow } from './finding.store.js';

/** A document number names one finding against one enterprise for good; the rest of it may be corrected by a new version. */
export const findingRules: DocumentRules<Finding> = {
  names: 'a finding against',
  faults: (values, { recording }) => [withdrawalFault(values, recording.today)],
};

/** What of a withdrawal cannot hold together, however it was said. */
export function withdrawalFault(
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
