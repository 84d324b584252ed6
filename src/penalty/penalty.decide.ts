import { reject } from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import type { DocumentRules } from '../register/core.js';
import type { Penalty } from './penalty.facts.js';

/** Longest publicity of a penalty, of a serious violation (NDRC order 36 of 2026). */
const YEARS_PUBLIC = 3;

/** A document number names one penalty on one enterprise for good; the rest of it may be corrected by a new version. */
export const penaltyRules: DocumentRules<Penalty> = {
  names: 'a penalty on',
  faults: ({ decidedOn, validUntil, publishedUntil, withdrawnOn, withdrawalReason }, { recording: { today } }) => [
    ...Object.entries({ validUntil, publishedUntil, withdrawnOn }).map(
      ([name, on]) => on !== null && on < decidedOn && reject('ORDER', `${name} ${on} is before decidedOn ${decidedOn}`, name),
    ),
    publishedUntil !== null &&
      publishedUntil > addYears(decidedOn, YEARS_PUBLIC) &&
      reject('VALIDITY', `publishedUntil ${publishedUntil} is more than ${YEARS_PUBLIC} years after decidedOn`, 'publishedUntil'),
    withdrawnOn !== null && withdrawnOn > today && reject('FUTURE', `withdrawnOn ${withdrawnOn} is after today`, 'withdrawnOn'),
    (withdrawnOn === null) !== (withdrawalReason === null) &&
      reject('WITHDRAWAL', 'a withdrawal has both a day (withdrawnOn) and a reason (withdrawalReason)', 'withdrawalReason'),
  ],
};
