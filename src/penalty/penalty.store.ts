import { penalties } from '../../db/tables/penalty.js';
import { RegisterStore, type Row } from '../register/core.js';
import { PENALTY, type Penalty } from './penalty.facts.js';

/** A version of a penalty. */
export type PenaltyRow = Row<Penalty>;

/** Public from its decision to the last day of its publicity, unless it was revoked; a check weighs what is public. */
const PUBLIC = 'r.decided_on <= ? and r.published_until >= ? and r.withdrawn_on is null';

export const isPublic = ({ publishedUntil, withdrawnOn }: PenaltyRow, on: string): boolean =>
  publishedUntil !== null && publishedUntil >= on && withdrawnOn === null;

export const penaltyStore = new RegisterStore({
  facts: PENALTY,
  tables: penalties,
  sql: { by: 'decidedOn', inForce: PUBLIC, published: PUBLIC },
});
