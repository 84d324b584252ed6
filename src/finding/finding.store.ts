import { findings } from '../../db/tables/finding.js';
import { RegisterStore, type Row } from '../register/core.js';
import { FINDING, type Finding } from './finding.facts.js';

/** A version of a finding. */
export type FindingRow = Row<Finding>;

export const findingStore = new RegisterStore({ facts: FINDING, tables: findings, sql: { by: 'foundOn' } });
