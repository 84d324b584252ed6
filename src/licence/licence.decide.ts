import { reject } from '../exchange/core.js';
import type { DocumentRules } from '../register/core.js';
import type { Licence } from './licence.facts.js';
import type { LicenceRow } from './licence.store.js';
import { ISSUERS, LETTERS, LICENCE_KIND, type LicenceStatus } from './licence.words.js';

/** Where a licence stands on a day. A revocation is for good; what has expired is not withheld any more. */
export function licenceStatus(row: LicenceRow, on: string): LicenceStatus {
  const { withheldOn, withheldUntil, revokedOn } = row;
  if (revokedOn !== null && revokedOn <= on) return 'REVOKED';
  if (row.validUntil < on) return 'EXPIRED';
  if (withheldOn !== null && withheldOn <= on && (withheldUntil === null || on <= withheldUntil)) return 'WITHHELD';
  return on < (row.validFrom ?? row.issuedOn) ? 'NOT_YET_VALID' : 'VALID';
}

/** A document number names one licence of one enterprise for good; the rest of it may be corrected by a new version. */
export const licenceRules: DocumentRules<Licence> = {
  names: 'the licence of',
  complete: (values) => {
    const letters = /([A-Z]{2})\s*安许证/i.exec(values.certificateNumber)?.[1]?.toUpperCase() ?? '';
    return { ...values, kind: values.kind ?? LETTERS[letters] ?? values.kind };
  },
  faults: ({ kind, validUntil, withheldOn }, { recording: { provider } }) => {
    const own = ISSUERS[provider.kind] ?? kind;
    return [
      kind !== own && reject('VALUE', `${provider.name} issues those of ${LICENCE_KIND.zh(own)} ${own} alone`, 'kind'),
      withheldOn !== null &&
        withheldOn > validUntil &&
        reject('VALIDITY', `withheld from ${withheldOn}, and valid until ${validUntil}`, 'withheldOn'),
    ];
  },
};
