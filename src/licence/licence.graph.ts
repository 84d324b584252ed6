import { type RegisterWords, submissionWords } from '../register/core.js';
import { licenceStatus } from './licence.decide.js';
import type { Licence } from './licence.facts.js';
import { LICENCE_STATUS } from './licence.words.js';

/** `licenceStatus` in the database. */
const STATUS = `case when r.revoked_on <= ? then 'REVOKED' when r.valid_until < ? then 'EXPIRED'
  when r.withheld_on <= ? and (r.withheld_until is null or r.withheld_until >= ?) then 'WITHHELD'
  when coalesce(r.valid_from, r.issued_on) > ? then 'NOT_YET_VALID' else 'VALID' end`;

export const licenceWords: RegisterWords<Licence> & { subgraph: string } = {
  subgraph: 'licence',
  type: 'SafetyLicence',
  description: 'Safety production licence 安全生产许可证 of an enterprise (State Council order 397).',
  ...submissionWords('A safety production licence', 'licences'),
  documentNumber: { type: 'Number of the decision at the provider.', input: 'Number of the decision 许可决定文书号.' },
  uscc: { type: 'The enterprise licensed.', input: 'The enterprise licensed; it must be in the register.' },
  one: { field: 'licence', description: 'One safety production licence; null where there is none.' },
  list: { field: 'licences', description: 'Safety production licences, latest issued first.' },
  enterprise: { all: { field: 'licences', description: 'All its safety production licences, latest issued first.' } },
  entity: true,
  status: { vocabulary: LICENCE_STATUS, of: licenceStatus, sql: STATUS, description: 'Where it stands today.' },
  filters: {
    kind: { fact: 'kind', by: 'anyOf', description: 'For any of these.' },
    issuedFrom: { fact: 'issuedOn', by: 'from', description: 'Issued on this day or later.' },
    issuedUntil: { fact: 'issuedOn', by: 'until', description: 'Issued on this day or earlier.' },
    expiringUntil: { fact: 'validUntil', by: 'until', description: 'Last day of validity on this day or earlier.' },
  },
};
