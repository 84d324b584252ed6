import { reject } from '../exchange/core.js';
import { addYears } from '../kernel/date.js';
import type { DocumentRules } from '../register/core.js';
import type { Licence } from './licence.facts.js';
import { ISSUERS, LETTERS, LICENCE_KIND, type LicenceStatus } from './licence.words.js';

/** What a day looks at. */
type Days = Record<'validFrom' | 'withheldOn' | 'withheldUntil' | 'revokedOn', string | null> &
  Record<'issuedOn' | 'validUntil', string>;
const firstDay = ({ issuedOn, validFrom }: Pick<Days, 'issuedOn' | 'validFrom'>) => validFrom ?? issuedOn;
/** The last day of a whole validity 有效期三年 (安全生产许可证条例, art. 9). */
const lastDay = (row: Pick<Days, 'issuedOn' | 'validFrom'>) => addYears(firstDay(row), 3);

/** Where a licence stands on a day. A revocation is for good; what has expired is not withheld any more. */
export function licenceStatus(row: Days, on: string): LicenceStatus {
  const { withheldOn, withheldUntil, revokedOn } = row;
  if (revokedOn !== null && revokedOn <= on) return 'REVOKED';
  if (row.validUntil < on) return 'EXPIRED';
  if (withheldOn !== null && withheldOn <= on && (withheldUntil === null || on <= withheldUntil)) return 'WITHHELD';
  return on < firstDay(row) ? 'NOT_YET_VALID' : 'VALID';
}

/** A document number names one licence of one enterprise for good; the rest of it may be corrected by a new version. */
export const licenceRules: DocumentRules<Licence> = {
  names: 'the licence of',
  complete: (values, { command, current }) => {
    const letters = /([A-Z]{2})\s*安许证/i.exec(values.certificateNumber)?.[1]?.toUpperCase() ?? '';
    const kind = values.kind ?? LETTERS[letters] ?? values.kind;
    // A whole validity follows its first day; what a certificate said shorter stays.
    const shorter = current && current.validUntil !== lastDay(current) && command.validUntil === undefined;
    return { ...values, kind, validUntil: shorter ? current.validUntil : (command.validUntil ?? lastDay(values)) };
  },
  faults: (values, { recording: { provider } }) => {
    const { kind, validUntil, withheldOn } = values;
    const [first, last, own] = [firstDay(values), lastDay(values), ISSUERS[provider.kind]];
    return [
      !kind && reject('REQUIRED', 'kind is required: the certificate’s number does not say it', 'kind'),
      own !== undefined &&
        kind !== own &&
        reject('VALUE', `${provider.name} issues licences of ${own} ${LICENCE_KIND.zh(own)} alone`, 'kind'),
      (validUntil < first || validUntil > last) &&
        reject('VALIDITY', `a licence is valid for three years at most: from ${first} until ${last}`, 'validUntil'),
      withheldOn !== null &&
        (withheldOn < first || withheldOn > validUntil) &&
        reject('VALIDITY', `withheld from ${withheldOn}, and valid from ${first} until ${validUntil}`, 'withheldOn'),
    ];
  },
};
