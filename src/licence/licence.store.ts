import { licences } from '../../db/tables/licence.js';
import { RegisterStore, type Row } from '../register/core.js';
import { LICENCE, type Licence } from './licence.facts.js';

/** A version of a licence. */
export type LicenceRow = Row<Licence>;

/** What counts on a day is each licence as it was issued last under its certificate's number. */
export const licenceStore = new RegisterStore({
  facts: LICENCE,
  tables: licences,
  sql: { by: 'issuedOn', each: 'certificateNumber', inForce: 'r.issued_on <= ?' },
});
