import { reject } from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import type { DocumentRules } from '../register/core.js';
import type { Penalty } from './penalty.facts.js';

/** Longest publicity of a penalty, that of a serious violation (NDRC order 36 of 2026). */
const YEARS_PUBLIC = 3;

/** A document number names one penalty on one enterprise for good; the rest of it may be corrected by a new version. */
export const penaltyRules: DocumentRules<Penalty> = {
  names: 'a penalty on',
  faults: ({ decidedOn, publishedUntil, withdrawnOn }, { recording: { today } }) => {
    const longest = addYears(decidedOn, YEARS_PUBLIC);
    return [
      publishedUntil !== null &&
        publishedUntil > longest &&
        reject(
          'VALIDITY',
          `publishedUntil ${publishedUntil} is after ${longest}, ${YEARS_PUBLIC} years`,
          'publishedUntil',
        ),
      withdrawnOn !== null &&
        withdrawnOn > today &&
        reject('FUTURE', `withdrawnOn ${withdrawnOn} is after today`, 'withdrawnOn'),
    ];
  },
};
